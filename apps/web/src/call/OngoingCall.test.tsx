import { callAnswered, type InCall, startOutgoingCall } from '@parley/call'
import { type CallEngine, choicesFor, createAppStore, selectMediaChoices } from '@parley/client'
import type { CallScreenProps } from '@parley/ui'
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { Provider } from 'react-redux'
import { afterEach, expect, it, vi } from 'vitest'
import { OngoingCall } from './OngoingCall.tsx'

const media = vi.hoisted(() => ({ camera: { state: 'off' } as object, retryDevices: vi.fn() }))
vi.mock('@parley/react', async (original) => {
  const { EMPTY_SNAPSHOT } = await import('@parley/webrtc')
  return {
    ...(await original<typeof import('@parley/react')>()),
    useCallMedia: () => ({ ...EMPTY_SNAPSHOT, ...media }),
  }
})
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

/** In a video call; presses the camera's button, and tells whether the camera is wished for then. */
function pressCamera(state: object) {
  media.camera = state
  media.retryDevices.mockClear()
  const { store } = createAppStore()
  store.dispatch(startOutgoingCall({ callee: 'grace', media: 'video' }, CALL))
  const device = { userId: 'grace', deviceId: 'grace-phone-00000' }
  store.dispatch(callAnswered({ callId: CALL, device, media: 'video' }))
  const call = store.getState().call.current as InCall
  // Of an engine only its account is asked for here.
  const engine = { account: { acting: () => null } } as unknown as CallEngine
  render(
    <Provider store={store}>
      <OngoingCall call={call} engine={engine} />
    </Provider>,
  )
  fireEvent.click(screen.getByText('camera'))
  return choicesFor(selectMediaChoices(store.getState()), CALL).camera
}

it('the button of a camera that failed tries it again, and the wish for it stays', () => {
  expect(pressCamera({ state: 'failed', problem: 'inUse' })).toBe(null)
  expect(media.retryDevices).toHaveBeenCalledOnce()
})

it.each([
  ['on', false],
  ['starting', false],
  ['off', true],
])('the button of a camera that is %s changes the wish', (state, wished) => {
  expect(pressCamera({ state, deviceId: null, label: '' })).toBe(wished)
  expect(media.retryDevices).not.toHaveBeenCalled()
})
