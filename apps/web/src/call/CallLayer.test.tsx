import { selectCall, startOutgoingCall } from '@parley/call'
import { act, cleanup, render, screen } from '@testing-library/react'
import { useSelector } from 'react-redux'
import { expect, it, vi } from 'vitest'
import { createScene } from '../testing/createScene.tsx'
import { CallLayer } from './CallLayer.tsx'

function Screens() {
  if (useSelector(selectCall).status !== 'IDLE') throw new Error('no picture')
  return <p>ready</p>
}
vi.mock('./CallScreens.tsx', () => ({ CallScreens: Screens }))

it('a call whose screens fail ends, rather than going on with its microphone open and no button to hang up', async () => {
  // React logs the error that it caught.
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const { client, store, calls, media, wrapper } = await createScene()
  render(<CallLayer calls={calls} />, { wrapper })
  await act(async () => {
    store.dispatch(startOutgoingCall({ callee: 'grace', media: 'voice' }, 'call-000000000000'))
    await calls.session.settled()
  })
  expect(selectCall(store.getState()).status).toBe('IDLE')
  expect(screen.getByText('ready')).toBeTruthy()
  expect(media.requests.length).toBeGreaterThan(0)
  expect(media.live('mic-1')).toBeNull()
  cleanup()
  client.close()
})
