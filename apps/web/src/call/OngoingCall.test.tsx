import { callAnswered, startOutgoingCall } from '@parley/call'
import { choicesChanged, choicesFor, type InCall, type MediaSnapshot, selectMediaChoices } from '@parley/client'
import type { CallScreenProps } from '@parley/ui'
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { createScene } from '../testing/createScene.tsx'
import { OngoingCall } from './OngoingCall.tsx'

vi.mock('@parley/ui', async (original) => ({
  ...(await original<typeof import('@parley/ui')>()),
  CallScreen: ({ onToggleCamera }: CallScreenProps) => (
    <button type="button" onClick={onToggleCamera}>
      camera
    </button>
  ),
}))

afterEach(cleanup)

const CALL = 'call-000000000000'

type Scene = Awaited<ReturnType<typeof createScene>>

/**
 * Presses the camera's button in a video call whose camera is in this state. Returns the choice after that, and whether
 * the device was requested again.
 */
async function pressCamera(state: MediaSnapshot['camera']['state'], prepare: (scene: Scene) => void = () => {}) {
  const scene = await createScene()
  const { client, store, calls, media, wrapper } = scene
  prepare(scene)
  store.dispatch(startOutgoingCall({ callee: 'grace', media: 'video' }, CALL))
  const device = { userId: 'grace', deviceId: 'grace-phone-00000' }
  store.dispatch(callAnswered({ callId: CALL, device, media: 'video' }))
  render(<OngoingCall call={store.getState().call.current as InCall} />, { wrapper })
  await act(() => vi.waitFor(() => expect(calls.session.getSnapshot().camera.state).toBe(state)))
  const asked = media.requests.length
  await act(async () => void fireEvent.click(screen.getByText('camera')))
  const { camera } = choicesFor(selectMediaChoices(store.getState()), CALL)
  const again = media.requests.length > asked
  cleanup()
  client.close()
  return { wished: camera, again }
}

it('the button of a failed camera requests it again and keeps the choice', async () => {
  const pressed = await pressCamera('failed', ({ media }) => {
    media.failures.camera = 'NotReadableError'
  })
  expect(pressed).toEqual({ wished: null, again: true })
})

it('the button of a camera that is on turns it off', async () => {
  expect(await pressCamera('on')).toEqual({ wished: false, again: false })
})

it('the button of a starting camera turns it off', async () => {
  const pressed = await pressCamera('starting', ({ media }) => {
    media.manual = true
  })
  expect(pressed).toMatchObject({ wished: false })
})

it('the button of a camera that is off turns it on', async () => {
  const pressed = await pressCamera('off', ({ store }) => {
    store.dispatch(choicesChanged({ callId: CALL, camera: false }))
  })
  expect(pressed).toMatchObject({ wished: true })
})
