import { codeCallConnected, codeCallStarted, deviceRinging, startOutgoingCall } from '@parley/call'
import { act, cleanup, render } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { createScene } from '../testing/createScene.tsx'
import { CallScreens } from './CallScreens.tsx'

vi.mock('./OngoingCall.tsx', () => ({ OngoingCall: () => <p>the call</p> }))
vi.mock('./OutgoingCall.tsx', () => ({ OutgoingCall: () => <p>calling</p> }))

const closing: (() => void)[] = []
afterEach(() => {
  cleanup()
  for (const close of closing.splice(0)) close()
  location.hash = ''
})

const CALL = 'call-000000000000'
const device = { userId: 'Someone', deviceId: 'code-AAAAAAAAAAA' }

/** Renders a page on which codes are exchanged. */
async function setup() {
  const { client, store, wrapper } = await createScene()
  closing.push(client.close)
  const goTo = (hash: string) =>
    act(async () => {
      const arrived = new Promise((resolve) => addEventListener('hashchange', resolve, { once: true }))
      location.hash = hash
      await arrived
    })
  await goTo('#codes')
  const call = { callId: CALL, peer: 'Someone', device, role: 'initiator', media: 'voice' } as const
  act(() => void store.dispatch(codeCallStarted(call)))
  render(<CallScreens />, { wrapper })
  return { store, goTo, status: () => store.getState().call.current.status }
}

it('ends an exchange of codes when the browser goes back from its page', async () => {
  const { goTo, status } = await setup()
  expect(status()).toBe('OUTGOING')
  await goTo('')
  expect(status()).toBe('IDLE')
})

it('a call that the codes have connected goes on when the browser goes back', async () => {
  const { store, goTo, status } = await setup()
  act(() => void store.dispatch(codeCallConnected({ callId: CALL, peer: 'Someone' })))
  await goTo('')
  expect(status()).toBe('IN_CALL')
})

it('the caller hears the ringback only once a device of the callee rings', async () => {
  const { client, store, calls, wrapper } = await createScene()
  closing.push(client.close)
  const play = vi.spyOn(calls.tones, 'play')
  render(<CallScreens />, { wrapper })
  act(() => void store.dispatch(startOutgoingCall({ callee: 'grace', media: 'video' }, CALL)))
  expect(play).not.toHaveBeenCalledWith('ringback')
  act(() => void store.dispatch(deviceRinging({ callId: CALL, device: { ...device, userId: 'grace' } })))
  expect(play).toHaveBeenLastCalledWith('ringback')
})
