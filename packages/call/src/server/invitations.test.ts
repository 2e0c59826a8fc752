import { expect, it } from 'vitest'
import { ringingShown } from '../state/callSlice.ts'
import { start, THEIRS } from '../testing/callHarness.ts'
import { sampleIdentity } from '../testing/index.ts'

it('tells the server that it rings, once the person has been shown it', async () => {
  const { socket, store, call, invitation } = start()
  await socket.tell('incomingCall', invitation())
  expect(call()).toMatchObject({ status: 'INCOMING', peer: 'grace', identity: sampleIdentity })
  expect(socket.open('confirmRinging')).toBe(0)
  store.dispatch(ringingShown({ callId: THEIRS }))
  await socket.take('confirmRinging').answer({ ok: true })
  // A server that has forgotten it tells it again.
  await socket.tell('incomingCall', invitation())
  await socket.take('confirmRinging').answer({ ok: true })
})

it('a stale invitation never rings', async () => {
  const { socket, call, invitation } = start()
  await socket.tell('incomingCall', invitation({ ringsForMs: 0 }))
  expect(call().status).toBe('IDLE')
  expect(socket.asked).toEqual([])
})

it.each([120_000, -120_000, 3_600_000])(
  'rings, and as long as it should, though this device’s clock was set by %d ms while it was connected',
  async (ms) => {
    const { socket, clock, call, invitation } = start()
    clock.step(ms)
    await socket.tell('incomingCall', invitation())
    expect(call().status).toBe('INCOMING')
    clock.step(ms)
    clock.advance(49_999)
    expect(call().status).toBe('INCOMING')
    clock.advance(1)
    expect(call()).toMatchObject({ status: 'IDLE', lastEnd: { reason: 'timeout' } })
  },
)

it('a missed call is shown in this device’s own time, whatever the server’s clock says', async () => {
  const { socket, clock, store } = start({ connected: false })
  await socket.connect()
  const missed = (callId: string, at: number) => ({ callId, caller: 'grace', media: 'video', at }) as const
  const told = [missed('call-an-hour-ago0', 7_000_000 - 3_600_000), missed('call-of-tomorrow0', 8_000_000)]
  await socket.take('sync').answer({ ok: true, now: 7_000_000, call: null, invitations: [], missed: told })
  await socket.tell('missedCall', { ...missed('call-just-now0000', 7_000_000), now: 7_030_000 })
  const shown = store.getState().history.map(({ callId, at }) => [callId, at - clock.wall()])
  expect(shown).toEqual([
    ['call-of-tomorrow0', 0],
    ['call-just-now0000', -30_000],
    ['call-an-hour-ago0', -3_600_000],
  ])
})

it('stops ringing past the deadline even if the server is silent, and does not end the call for others', async () => {
  const { socket, clock, call, invitation } = start()
  await socket.tell('incomingCall', invitation())
  clock.advance(51_000)
  expect(call().status).toBe('IDLE')
  expect(socket.open('endCall')).toBe(0)
})

it('does not ring for a call whose end came first', async () => {
  const { socket, call, invitation } = start()
  await socket.tell('callEnded', { callId: THEIRS, rev: 2, reason: 'cancelled' })
  await socket.tell('incomingCall', invitation())
  expect(call().status).toBe('IDLE')
})

it('rings when the app is opened during the ringing', async () => {
  const { socket, clock, call, invitation } = start({ connected: false })
  await socket.connect()
  await socket.take('sync').answer({ ok: true, now: clock.now(), call: null, invitations: [invitation()], missed: [] })
  expect(call().status).toBe('INCOMING')
})
