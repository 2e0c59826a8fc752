import { limits } from '@parley/protocol'
import { expect, test } from 'vitest'
import { createCallHarness, type HarnessDevice } from './testing/callHarness.ts'

/** Bob's first device is in `first` with Ada; Carol has called him as `second`. Events so far are forgotten. */
async function engage({ from = 'carol' } = {}) {
  const harness = createCallHarness()
  const { calls, connect } = harness
  const ada = await connect('ada')
  const [bob, bob2] = [await connect('bob', 1), await connect('bob', 2)]
  const carol = await connect(from)
  await calls.placeCall(ada, { callId: 'first', callee: 'bob', media: 'video' })
  await calls.acceptCall(bob, { callId: 'first' })
  for (const device of [ada, bob, bob2, carol]) device.heard()
  const placed = await calls.placeCall(carol, { callId: 'second', callee: 'bob', media: 'video' })
  return { ...harness, ada, bob, bob2, carol, placed }
}

const heard = (...devices: HarnessDevice[]) => devices.map((device) => device.heard())

test('a call to somebody in a call is told to the device of that call alone', async () => {
  const { calls, bob, bob2, carol, placed } = await engage()
  expect(placed).toMatchObject({ ok: true, call: { state: 'ringing' } })
  expect(heard(bob, bob2, carol)).toEqual([['incomingCall from carol'], [], []])
  expect(await calls.sync(bob2, { call: null })).toMatchObject({ invitations: [] })
  for (const request of [calls.confirmRinging, calls.acceptCall]) {
    expect(await request(bob2, { callId: 'second' })).toEqual({ ok: false, error: 'notInCall' })
  }
  expect(await calls.rejectCall(bob2, { callId: 'second', reason: 'busy' })).toEqual({ ok: false, error: 'notInCall' })
})

test('a call that is declined on a device does not ring on, though it had begun to ring on another alone', async () => {
  const { calls, bob, bob2, carol } = await engage()
  await calls.confirmRinging(bob, { callId: 'second', engaged: true })
  heard(bob, carol)
  expect(await calls.rejectCall(bob2, { callId: 'second' })).toMatchObject({ ok: true })
  expect(heard(bob, carol)).toEqual([['callEnded declined'], ['callEnded declined']])
})

test('a call rings on though a device where it does not ring says that its own connection has failed', async () => {
  const { calls, bob, bob2, carol } = await engage()
  await calls.confirmRinging(bob, { callId: 'second', engaged: true })
  heard(bob, carol)
  await calls.endCall(bob2, { callId: 'second', reason: 'failed' })
  expect(heard(bob, carol)).toEqual([[], []])
  await calls.endCall(bob2, { callId: 'second', reason: 'hangup' })
  expect(heard(bob, carol)).toEqual([['callEnded declined'], ['callEnded declined']])
})

test('a contact rings beside the call, is told so, and rings on all devices once it is over', async () => {
  const { calls, clock, ada, bob, bob2, carol } = await engage()
  heard(bob)
  await calls.confirmRinging(bob, { callId: 'second', engaged: true })
  expect(carol.heard()).toEqual(['deviceRinging bob-1 engaged'])
  await clock.advance(limits.ENGAGED_MS + 1_000)
  expect(heard(bob, carol)).toEqual([[], []])
  await calls.endCall(ada, { callId: 'first', reason: 'hangup' })
  expect(heard(bob, bob2)).toEqual([['callEnded hangup', 'incomingCall from carol'], ['incomingCall from carol']])
  await calls.confirmRinging(bob, { callId: 'second' })
  expect(carol.heard()).toEqual(['deviceRinging bob-1'])
  expect(await calls.acceptCall(bob2, { callId: 'second' })).toMatchObject({ call: { state: 'answered' } })
  expect(heard(bob, carol)).toEqual([['callEnded answeredElsewhere'], ['callAnswered bob-2 video']])
})

test('"End and answer" ends the one call, and answers the other', async () => {
  const { calls, ada, bob, carol } = await engage()
  await calls.confirmRinging(bob, { callId: 'second', engaged: true })
  await calls.endCall(bob, { callId: 'first', reason: 'hangup' })
  expect(await calls.acceptCall(bob, { callId: 'second' })).toMatchObject({ call: { state: 'answered' } })
  expect(ada.heard()).toEqual(['callEnded hangup'])
  expect(carol.heard()).toEqual(['deviceRinging bob-1 engaged', 'callAnswered bob-1 video'])
  expect(await calls.stats()).toMatchObject({ calls: 1, timers: 0 })
})

test('to their callers, a stranger whom the device declines as busy and one who is blocked are the same', async () => {
  const seen = []
  for (const reason of ['busy', 'blocked'] as const) {
    const { calls, bob, bob2, carol } = await engage()
    heard(bob)
    await calls.rejectCall(bob, { callId: 'second', reason })
    seen.push(carol.heard())
    const missed = reason === 'busy' ? ['missedCall from carol'] : []
    expect(bob2.heard()).toEqual(missed)
    expect(await calls.sync(bob, { call: { callId: 'first', status: 'IN_CALL' } })).toMatchObject({
      missed: reason === 'busy' ? [{ callId: 'second' }] : [],
    })
  }
  expect(seen).toEqual([['callEnded busy'], ['callEnded busy']])
})

test('a person whose device says nothing for three seconds is busy', async () => {
  const { calls, clock, bob, carol } = await engage()
  // That it rings, but not beside which call, is what a device says that does not know of the other one.
  await calls.confirmRinging(bob, { callId: 'second' })
  heard(bob, carol)
  await clock.advance(limits.ENGAGED_MS - 1)
  expect(carol.heard()).toEqual([])
  await clock.advance(1)
  expect(heard(carol, bob)).toEqual([['callEnded busy'], ['callEnded busy', 'missedCall from carol']])
  expect(await calls.stats()).toMatchObject({ calls: 1, timers: 0 })
})

test('a person whose device goes is busy soon, unless it is back', async () => {
  for (const back of [true, false]) {
    const { calls, clock, bob, carol, connect } = await engage()
    await calls.confirmRinging(bob, { callId: 'second', engaged: true })
    carol.heard()
    await bob.leave()
    await clock.advance(limits.ENGAGED_MS - 1)
    expect(carol.heard()).toEqual([])
    if (back) await connect('bob', 1)
    await clock.advance(1)
    expect(carol.heard()).toEqual(back ? [] : ['callEnded busy'])
  }
})

test('once one of two calls is answered, the other rings on there alone', async () => {
  const harness = createCallHarness()
  const { calls, connect } = harness
  const [ada, carol] = [await connect('ada'), await connect('carol')]
  const [bob, bob2] = [await connect('bob', 1), await connect('bob', 2)]
  await calls.placeCall(ada, { callId: 'first', callee: 'bob', media: 'video' })
  await calls.placeCall(carol, { callId: 'second', callee: 'bob', media: 'video' })
  for (const device of [bob, bob2]) await calls.confirmRinging(device, { callId: 'second' })
  heard(bob, bob2, carol)
  await calls.acceptCall(bob, { callId: 'first' })
  expect(bob2.heard()).toEqual(['callEnded answeredElsewhere', 'callEnded alreadyInCall'])
  expect(bob.heard()).toEqual(['incomingCall from carol'])
  expect(await calls.sync(bob2, { call: { callId: 'second', status: 'INCOMING' } })).toMatchObject({
    call: { state: 'ended', reason: 'alreadyInCall' },
    invitations: [],
  })
  expect(await calls.signal(carol, { callId: 'second', to: bob2, signal: { type: 'away' } })).toMatchObject({
    ok: false,
  })
  await calls.confirmRinging(bob, { callId: 'second', engaged: true })
  expect(carol.heard()).toEqual(['deviceRinging bob-1 engaged'])
})

test('somebody who dials on one device sees what rings for them there', async () => {
  const { calls, connect } = createCallHarness()
  const [ada, bob, bob2] = [await connect('ada'), await connect('bob', 1), await connect('bob', 2)]
  await connect('carol')
  await calls.placeCall(ada, { callId: 'first', callee: 'bob', media: 'video' })
  heard(bob, bob2)
  await calls.placeCall(bob2, { callId: 'second', callee: 'carol', media: 'video' })
  expect(heard(bob, bob2)).toEqual([['callEnded alreadyInCall'], ['incomingCall from ada']])
  await calls.endCall(bob2, { callId: 'second', reason: 'hangup' })
  expect(heard(bob, bob2)).toEqual([['incomingCall from ada'], ['callEnded cancelled', 'incomingCall from ada']])
})

test('of two calls answered at once on two devices the person is in one, and the other rings on beside it', async () => {
  const { calls, connect } = createCallHarness()
  const [ada, carol] = [await connect('ada'), await connect('carol')]
  const [bob, bob2] = [await connect('bob', 1), await connect('bob', 2)]
  await calls.placeCall(ada, { callId: 'first', callee: 'bob', media: 'video' })
  await calls.placeCall(carol, { callId: 'second', callee: 'bob', media: 'video' })
  const acks = await Promise.all([
    calls.acceptCall(bob, { callId: 'first' }),
    calls.acceptCall(bob2, { callId: 'second' }),
  ])
  expect(acks).toMatchObject([{ call: { state: 'answered' } }, { call: { state: 'ended', reason: 'alreadyInCall' } }])
  expect(carol.heard()).toEqual([])
  expect(await calls.sync(bob, { call: { callId: 'first', status: 'IN_CALL' } })).toMatchObject({
    invitations: [{ callId: 'second' }],
  })
})

test('a call that rings is no obstacle to a match, and rings on beside it', async () => {
  const { calls, connect } = createCallHarness()
  const [ada, bob, carol] = [await connect('ada'), await connect('bob'), await connect('carol')]
  await calls.placeCall(ada, { callId: 'first', callee: 'bob', media: 'video' })
  heard(bob)
  const waiters = [bob, carol].map(
    (device, n) => ({ callId: `wait-${n}`, device, media: 'video', name: null }) as const,
  )
  const [one, other] = waiters
  if (!one || !other) throw new Error('nobody waits')
  expect(await calls.meetings.refusal(one, { kind: 'match', link: null })).toBeNull()
  expect(await calls.meetings.meet({ kind: 'match', link: null }, [one, other])).toMatchObject({ outcome: 'met' })
  expect(bob.heard()).toEqual(['callMet match bob-1', 'incomingCall from ada'])
})

test('T50: of more than sixteen calls at one person the oldest that a device has ignored rings for nobody', async () => {
  const { calls, connect, store } = createCallHarness()
  const bob = await connect('bob', 1)
  await connect('bob', 2)
  const callers = []
  for (let n = 0; n <= limits.MAX_INVITATIONS; n += 1) callers.push(await connect(`caller${n}`))
  for (const [n, caller] of callers.entries()) {
    await calls.placeCall(caller, { callId: `call-${n}`, callee: 'bob', media: 'voice' })
    if (n === 2 || n === 3) await calls.ignoreCall(bob, { callId: `call-${n}`, everywhere: false })
  }
  const silenced = (await store.findRinging('bob')).filter((call) => call.silenced !== null)
  expect(silenced.map(({ callId }) => callId)).toEqual(['call-2'])
  expect(callers[2]?.heard()).toEqual([])
})
