import { callAnswered, startOutgoingCall } from '@parley/call'
import { choicesChanged, choicesFor, type InCall, selectMediaChoices } from '@parley/client'
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

/** In a video call, its camera as it is prepared; presses the camera's button, and tells whether it is wished for then. */
async function pressCamera(prepare: (scene: Awaited<ReturnType<typeof createScene>>) => void) {
  const scene = await createScene()
  const { client, store, calls, wrapper } = scene
  prepare(scene)
  await act(async () => {
    store.dispatch(startOutgoingCall({ callee: 'grace', media: 'video' }, CALL))
    const device = { userId: 'grace', deviceId: 'grace-phone-00000' }
    store.dispatch(callAnswered({ callId: CALL, device, media: 'video' }))
  })
  render(<OngoingCall call={store.getState().call.current as InCall} />, { wrapper })
  if (!scene.media.manual) await act(() => calls.session.settled())
  const before = calls.session.getSnapshot().camera.state
  const asked = scene.media.requests.length
  fireEvent.click(screen.getByText('camera'))
  await act(async () => undefined)
  const wished = choicesFor(selectMediaChoices(store.getState()), CALL).camera
  const retried = scene.media.requests.length > asked
  cleanup()
  client.close()
  return { before, wished, retried }
}

it('the button of a camera that failed tries it again, and the wish for it stays', async () => {
  const { before, wished, retried } = await pressCamera(({ media }) => {
    media.failures.camera = 'NotReadableError'
  })
  expect(before).toBe('failed')
  expect([wished, retried]).toEqual([null, true])
})

it('the button of a camera that is on turns it off', async () => {
  const { before, wished, retried } = await pressCamera(() => undefined)
  expect(before).toBe('on')
  expect([wished, retried]).toEqual([false, false])
})

it('the button of a camera that is asked for takes the wish back', async () => {
  const { before, wished } = await pressCamera(({ media }) => {
    media.manual = true
  })
  expect(before).toBe('starting')
  expect(wished).toBe(false)
})

it('the button of a camera that is off wishes for it', async () => {
  const { before, wished } = await pressCamera(({ store }) => {
    store.dispatch(choicesChanged({ callId: CALL, camera: false }))
  })
  expect(before).toBe('off')
  expect(wished).toBe(true)
})
