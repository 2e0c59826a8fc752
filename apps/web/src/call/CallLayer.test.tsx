import { selectCall, startOutgoingCall } from '@parley/call'
import { type CallEngine, createAppStore } from '@parley/client'
import { createFakeWorld } from '@parley/webrtc/testing'
import { act, cleanup, render, screen } from '@testing-library/react'
import { Provider, useSelector } from 'react-redux'
import { expect, it, vi } from 'vitest'
import { CallLayer } from './CallLayer.tsx'

function Screens() {
  if (useSelector(selectCall).status !== 'IDLE') throw new Error('no picture')
  return <p>ready</p>
}
vi.mock('./CallScreens.tsx', () => ({ CallScreens: Screens }))

it('a call whose screens fail ends, rather than going on with its microphone open and no button to hang up', async () => {
  // React repeats what it caught in the console.
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const world = createFakeWorld()
  const { session, media } = world.join('ada')
  const { store } = createAppStore()
  // Of an engine only its session is asked for here.
  const engine = { session } as unknown as CallEngine
  render(
    <Provider store={store}>
      <CallLayer engine={engine} />
    </Provider>,
  )
  await act(async () => {
    store.dispatch(startOutgoingCall({ callee: 'grace', media: 'voice' }, 'call-000000000000'))
    await world.run()
  })
  expect(selectCall(store.getState()).status).toBe('IDLE')
  expect(screen.getByText('ready')).toBeTruthy()
  expect(media.live('mic-1')).toBeNull()
  cleanup()
  await world.close()
})
