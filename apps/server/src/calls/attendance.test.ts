import { expect, test } from 'vitest'
import { createCallHarness } from './testing/callHarness.ts'

const callId = 'call-1'
const accept = { callId } as const

async function ring(options?: Parameters<typeof createCallHarness>[0]) {
  const harness = createCallHarness(options)
  const ada = await harness.connect('ada')
  const bob = await harness.connect('bob')
  await harness.calls.placeCall(ada, { callId, callee: 'bob', media: 'video' })
  await harness.calls.confirmRinging(bob, { callId })
  ada.heard()
  bob.heard()
  return { ...harness, ada, bob, idle: { calls: 0, timers: 0, droppedSignals: 0 } }
}

test('nobody answers: it ends for both when the ring time is over, and is kept as missed', async () => {
  const { calls, clock, ada, bob, idle } = await ring()
  await clock.advance(44_999)
  expect([...ada.heard(), ...bob.heard()]).toEqual([])
  await clock.advance(1)
  expect(ada.heard()).toEqual(['callEnded timeout'])
  expect(bob.heard()).toEqual(['callEnded timeout', 'missedCall from ada'])
  expect(await calls.sync(bob, { call: null })).toMatchObject({ missed: [{ callId, caller: 'ada', media: 'video' }] })
  expect(await calls.stats()).toEqual(idle)
})

test('a timer that fires a moment early is the deadline all the same, and does not ring on for ever', async () => {
  const { calls, clock, ada, bob, idle } = await ring({ earlyMs: 1 })
  await clock.advance(44_999)
  expect([...ada.heard(), ...bob.heard()]).toEqual(['callEnded timeout', 'callEnded timeout', 'missedCall from ada'])
  expect(await calls.stats()).toEqual(idle)
})

test('the last device of somebody who is called goes: their caller is told after 20 s, not after 45, and the call is kept as missed', async () => {
  const { calls, clock, ada, bob, connect, idle } = await ring()
  await bob.leave()
  await clock.advance(19_999)
  expect(ada.heard()).toEqual([])
  await clock.advance(1)
  expect(ada.heard()).toEqual(['callEnded offline'])
  const back = await connect('bob')
  expect(await calls.sync(back, { call: { callId, status: 'INCOMING' } })).toMatchObject({
    call: { state: 'ended', reason: 'offline' },
    missed: [{ callId, caller: 'ada' }],
  })
  expect(await calls.stats()).toEqual(idle)
})

test('the same before any device has rung, as with a tab that is closed at once', async () => {
  const { calls, clock, connect } = createCallHarness()
  const [ada, bob] = [await connect('ada'), await connect('bob')]
  await calls.placeCall(ada, { callId, callee: 'bob', media: 'video' })
  await bob.leave()
  await clock.advance(20_000)
  expect(ada.heard()).toEqual(['callEnded offline'])
})

test.each([
  ['the page that was reloaded', 1],
  ['another device', 2],
])('%s is there within 20 s: it rings on, for as long as any call', async (_what, number) => {
  const { calls, clock, ada, bob, connect } = await ring()
  await bob.leave()
  await clock.advance(19_999)
  const back = await connect('bob', number)
  expect(await calls.sync(back, { call: null })).toMatchObject({ invitations: [{ callId }] })
  await calls.confirmRinging(back, { callId })
  await clock.advance(25_000)
  expect(ada.heard().filter((fact) => fact.startsWith('callEnded'))).toEqual([])
  expect(await calls.acceptCall(back, accept)).toMatchObject({ call: { state: 'answered' } })
})

test('one of two devices goes, and it rings on at the other', async () => {
  const { calls, clock, ada, bob, connect } = await ring()
  const second = await connect('bob', 2)
  await bob.leave()
  await clock.advance(40_000)
  expect(ada.heard()).toEqual([])
  expect(await calls.acceptCall(second, accept)).toMatchObject({ call: { state: 'answered' } })
})

test('a call whose answer arrives after both devices have gone is forgotten', async () => {
  const { calls, clock, ada, bob } = await ring()
  await Promise.all([ada.leave(), bob.leave()])
  expect(await calls.acceptCall(bob, accept)).toMatchObject({ call: { state: 'answered' } })
  await clock.advance(120_000)
  expect(await calls.stats()).toMatchObject({ calls: 0, timers: 0 })
})

test('a device that ignored the call rings again after a reload, and goes on ringing on the next page', async () => {
  const { calls, bob, connect } = await ring()
  await connect('bob', 2)
  await calls.ignoreCall(bob, { callId, everywhere: false })
  expect(await calls.sync(bob, { call: null })).toMatchObject({ invitations: [] })
  await calls.confirmRinging(bob, { callId })
  expect(await calls.sync(bob, { call: null })).toMatchObject({ invitations: [{ callId }] })
})

test.each([true, false])(
  'T4: a caller who is not wanted (blocked: %s) learns that the other has gone when any caller would',
  async (everywhere) => {
    const { calls, clock, ada, bob, connect } = await ring()
    await calls.ignoreCall(bob, { callId, everywhere })
    await bob.leave()
    await clock.advance(19_999)
    expect(ada.heard()).toEqual([])
    await clock.advance(1)
    expect(ada.heard()).toEqual(['callEnded offline'])
    const back = await connect('bob')
    const sync = await calls.sync(back, { call: null })
    expect(sync.ok && sync.missed).toHaveLength(everywhere ? 0 : 1)
  },
)

test('T4: somebody who talks on without the server is shown as in a call, and their caller hears no more', async () => {
  const { calls, clock, ada, bob, connect } = await ring()
  await calls.ignoreCall(bob, { callId, everywhere: true })
  const carol = await connect('carol')
  await calls.placeCall(carol, { callId: 'call-2', callee: 'bob', media: 'video' })
  await calls.acceptCall(bob, { callId: 'call-2' })
  await bob.leave()
  await clock.advance(44_999)
  expect(ada.heard()).toEqual([])
  await clock.advance(1)
  expect(ada.heard()).toEqual(['callEnded timeout'])
})

test('a caller who loses the connection and returns in time goes on ringing', async () => {
  const { calls, clock, ada, bob, connect } = await ring()
  await ada.leave()
  await clock.advance(9_999)
  const back = await connect('ada')
  expect((await calls.stats()).timers).toBe(1)
  await clock.advance(10_000)
  expect(bob.heard()).toEqual([])
  expect(await calls.sync(back, { call: { callId, status: 'OUTGOING' } })).toMatchObject({ call: { state: 'ringing' } })
})

test('a caller who does not come back has cancelled', async () => {
  const { calls, clock, ada, bob, presence, idle } = await ring()
  await ada.leave()
  await clock.advance(10_000)
  expect(bob.heard()).toEqual(['callEnded cancelled', 'missedCall from ada'])
  expect(await calls.stats()).toEqual(idle)
  expect(await presence.find('ada')).toBeNull()
})

test('a caller who is back where this service does not see it has not cancelled', async () => {
  const { calls, clock, ada, presence } = await ring()
  await ada.leave()
  await presence.join({ userId: 'ada', deviceId: 'ada-1', connectionId: 'elsewhere' })
  await clock.advance(10_000)
  expect((await calls.stats()).calls).toBe(1)
})

test('a callee who does not come back only rings no more; back later, it rings again', async () => {
  const { calls, clock, ada, bob, connect, store } = await ring()
  await bob.leave()
  await clock.advance(10_000)
  expect(ada.heard()).toEqual([])
  expect(await store.get(callId)).toMatchObject({ state: 'ringing', ringing: [] })
  const back = await connect('bob')
  expect(await calls.sync(back, { call: null })).toMatchObject({ invitations: [{ callId }] })
})

test('a late end of a superseded connection neither cancels the call nor ends it', async () => {
  const { calls, clock, ada, connect } = await ring()
  await connect('ada')
  await ada.leave()
  expect((await calls.stats()).timers).toBe(1)
  await clock.advance(10_000)
  expect((await calls.stats()).calls).toBe(1)
})

test('a lost connection does nothing to an answered call', async () => {
  const { calls, clock, ada, bob, connect } = await ring()
  await calls.acceptCall(bob, accept)
  ada.heard()
  await bob.leave()
  await clock.advance(600_000)
  expect(ada.heard()).toEqual([])
  const back = await connect('bob')
  expect(await calls.sync(back, { call: { callId, status: 'IN_CALL' } })).toMatchObject({ call: { state: 'answered' } })
})

test('an answered call that both devices have left for a minute ends and leaves nothing behind', async () => {
  const { calls, clock, ada, bob, presence, idle } = await ring()
  await calls.acceptCall(bob, accept)
  await ada.leave()
  await bob.leave()
  await clock.advance(59_999)
  expect((await calls.stats()).calls).toBe(1)
  await clock.advance(1)
  expect(await calls.stats()).toEqual(idle)
  expect([await presence.find('ada'), await presence.find('bob')]).toEqual([null, null])
})

test('the minute begins anew when one of them was back in between', async () => {
  const { calls, clock, ada, bob, connect } = await ring()
  await calls.acceptCall(bob, accept)
  await ada.leave()
  await bob.leave()
  await clock.advance(50_000)
  const back = await connect('ada')
  expect((await calls.stats()).timers).toBe(0)
  await back.leave()
  await clock.advance(59_999)
  expect((await calls.stats()).calls).toBe(1)
})

test('an accept just before the caller returns is found by the caller', async () => {
  const { calls, clock, ada, bob, connect } = await ring()
  await ada.leave()
  await calls.acceptCall(bob, accept)
  await clock.advance(10_000)
  const back = await connect('ada')
  const truth = await calls.sync(back, { call: { callId, status: 'OUTGOING' } })
  expect(truth).toMatchObject({ call: { state: 'answered', answeredBy: { deviceId: 'bob-1' } } })
})

test('missed calls wait for a user who goes and comes back', async () => {
  const { calls, ada, bob, connect } = await ring()
  await calls.endCall(ada, { callId, reason: 'hangup' })
  await bob.leave()
  const next = await connect('bob')
  expect(await calls.sync(next, { call: null })).toMatchObject({ missed: [{ callId }] })
})

test('at most fifty missed calls are kept, the newest', async () => {
  const { calls, bob, connect } = await ring()
  const carol = await connect('carol')
  for (let n = 0; n < 60; n += 1) {
    await calls.placeCall(carol, { callId: `busy-${n}`, callee: 'bob', media: 'voice' })
    await calls.rejectCall(bob, { callId: `busy-${n}`, reason: 'busy' })
  }
  const ack = await calls.sync(bob, { call: { callId, status: 'INCOMING' } })
  expect(ack.ok && ack.missed).toHaveLength(50)
  expect(ack.ok && ack.missed.at(-1)?.callId).toBe('busy-59')
})

test('each step of a call is logged with its callId and an event, and nothing that was said', async () => {
  const { calls, bob, ada, log, clock } = await ring()
  await calls.acceptCall(bob, accept)
  await clock.advance(133_000)
  await calls.endCall(ada, { callId, reason: 'hangup' })
  const lines = log.map((line) => JSON.parse(line))
  expect(lines.map(({ event }) => event)).toEqual(['placed', 'ringing', 'answered', 'ended'])
  for (const line of lines) expect(line).toMatchObject({ callId })
  expect(lines.at(-1)).toMatchObject({ reason: 'hangup', seconds: 133 })
})
