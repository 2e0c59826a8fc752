import { expect, test } from 'vitest'
import { describing } from '../testing/describing.ts'
import { createCallHarness, identityOf } from './testing/callHarness.ts'

const callId = 'call-1'
const here = { callId, everywhere: false }
const everywhere = { callId, everywhere: true }
const signal = describing('v=0')
const ways = [
  ['ignored', here],
  ['blocked', everywhere],
] as const

/** Ada calls Bob, who has this many devices; their events so far are forgotten. */
async function ring({ devices = 1 } = {}) {
  const harness = createCallHarness()
  const ada = await harness.connect('ada')
  const bobs = []
  for (let n = 1; n <= devices; n += 1) bobs.push(await harness.connect('bob', n))
  const [bob, bob2] = bobs
  if (!bob) throw new Error('nobody to call')
  const carol = await harness.connect('carol')
  await harness.calls.placeCall(ada, { callId, callee: 'bob', media: 'video' })
  for (const device of [ada, ...bobs]) device.heard()
  return { ...harness, ada, bob, bob2: bob2 ?? bob, carol }
}

/** All that Ada can learn of her call until it ends: the events she receives and the answers she gets. */
async function asAdaSeesIt({ calls, ada, bob, clock }: Awaited<ReturnType<typeof ring>>) {
  const seen: string[] = []
  for (let second = 0; second <= 45; second += 1) {
    const sync = await calls.sync(ada, { call: { callId, status: 'OUTGOING' } })
    const again = await calls.placeCall(ada, { callId, callee: 'bob', media: 'video' })
    const sent = await calls.signal(ada, { callId, to: bob, signal })
    seen.push(JSON.stringify([ada.heard(), sync, again, sent]))
    await clock.advance(1000)
  }
  return [...seen, ...ada.heard()]
}

test('an invitation carries who the caller was when placing the call', async () => {
  const { calls, ada, connect } = await ring()
  const late = await connect('bob', 2)
  expect(await calls.sync(late, { call: null })).toMatchObject({ invitations: [{ identity: identityOf(ada) }] })
})

test.each(ways)('to its caller, a call that is %s is one that nobody responds to', async (_way, payload) => {
  const [usual, silenced] = [await ring(), await ring()]
  expect(await silenced.calls.ignoreCall(silenced.bob, payload)).toEqual({ ok: true })
  expect(await asAdaSeesIt(silenced)).toEqual(await asAdaSeesIt(usual))
})

test.each(ways)(
  'a call that rang is %s, and still seems to ring as it did until its device goes',
  async (_way, payload) => {
    const [usual, silenced] = [await ring(), await ring()]
    for (const { calls, bob } of [usual, silenced]) await calls.confirmRinging(bob, { callId })
    await silenced.calls.ignoreCall(silenced.bob, payload)
    for (const { bob, clock } of [usual, silenced]) {
      await bob.leave()
      await clock.advance(5_000)
    }
    expect(await asAdaSeesIt(silenced)).toEqual(await asAdaSeesIt(usual))
  },
)

test.each(ways)('no signal passes between the two of a call that rang and is %s', async (_way, payload) => {
  const { calls, ada, bob } = await ring()
  await calls.confirmRinging(bob, { callId })
  await calls.ignoreCall(bob, payload)
  for (const device of [ada, bob]) device.heard()
  expect(await calls.signal(ada, { callId, to: bob, signal })).toEqual({ ok: true })
  expect(await calls.signal(bob, { callId, to: ada, signal })).toEqual({ ok: false, error: 'notInCall' })
  expect([...ada.heard(), ...bob.heard()]).toEqual([])
})

test.each(ways)('the caller of a call that is %s can cancel it, and call again', async (_way, payload) => {
  const { calls, ada, bob } = await ring()
  await calls.ignoreCall(bob, payload)
  expect(await calls.endCall(ada, { callId, reason: 'hangup' })).toEqual({ ok: true })
  expect(ada.heard()).toEqual(['callEnded cancelled'])
  bob.heard()
  expect(await calls.placeCall(ada, { callId: 'call-2', callee: 'bob', media: 'video' })).toMatchObject({
    call: { state: 'ringing', rev: 1 },
  })
  expect(bob.heard()).toEqual(['incomingCall from ada'])
})

test('on the only device there, it rings nowhere, and the callee can call and be called', async () => {
  const { calls, bob, carol } = await ring()
  await calls.ignoreCall(bob, here)
  bob.heard()
  expect(await calls.placeCall(carol, { callId: 'call-2', callee: 'bob', media: 'voice' })).toMatchObject({ ok: true })
  expect(bob.heard()).toEqual(['incomingCall from carol'])
  expect(await calls.acceptCall(bob, { callId: 'call-2' })).toMatchObject({ call: { state: 'answered' } })
  expect(carol.heard()).toEqual(['callAnswered bob-1 voice'])
})

test('the end of a silenced call leaves the callee in the call that came after', async () => {
  const { calls, ada, bob, carol, presence } = await ring()
  await calls.ignoreCall(bob, everywhere)
  await calls.placeCall(carol, { callId: 'call-2', callee: 'bob', media: 'voice' })
  await calls.acceptCall(bob, { callId: 'call-2' })
  await calls.endCall(ada, { callId, reason: 'hangup' })
  await bob.leave()
  expect(await presence.find('bob')).toMatchObject({ devices: [] })
  expect(await calls.sync(carol, { call: { callId: 'call-2', status: 'OUTGOING' } })).toMatchObject({
    call: { state: 'answered' },
  })
})

test('while another device rings, it rings on there and can be answered', async () => {
  const { calls, ada, bob, bob2 } = await ring({ devices: 2 })
  await calls.ignoreCall(bob, here)
  expect([...ada.heard(), ...bob.heard(), ...bob2.heard()]).toEqual([])
  await calls.confirmRinging(bob2, { callId })
  expect(await calls.acceptCall(bob2, { callId })).toMatchObject({ call: { state: 'answered' } })
  expect(ada.heard()).toEqual(['deviceRinging bob-2', 'callAnswered bob-2 video'])
})

test('a device on which it shall not ring is not invited again', async () => {
  const { calls, bob } = await ring({ devices: 2 })
  await calls.ignoreCall(bob, here)
  expect(await calls.sync(bob, { call: null })).toMatchObject({ invitations: [] })
})

test('when the last device that is there ignores it, it rings nowhere', async () => {
  const { calls, ada, bob, bob2, store } = await ring({ devices: 2 })
  await calls.ignoreCall(bob, here)
  await calls.ignoreCall(bob2, here)
  expect(await store.get(callId)).toMatchObject({ silenced: 'ignored' })
  expect(ada.heard()).toEqual([])
})

test('when the only device that could ring goes, after others have ignored it, it rings nowhere', async () => {
  const { calls, bob, bob2, store, clock } = await ring({ devices: 2 })
  await calls.confirmRinging(bob2, { callId })
  await calls.ignoreCall(bob, here)
  await bob2.leave()
  await clock.advance(9_999)
  expect(await store.get(callId)).toMatchObject({ silenced: null })
  await clock.advance(1)
  expect(await store.get(callId)).toMatchObject({ silenced: 'ignored' })
})

test('a device that rang and comes back in time rings on', async () => {
  const { calls, bob, bob2, connect, clock, ada } = await ring({ devices: 2 })
  await calls.confirmRinging(bob2, { callId })
  await calls.ignoreCall(bob, here)
  await bob2.leave()
  await clock.advance(9_999)
  const back = await connect('bob', 2)
  await clock.advance(10_000)
  ada.heard()
  expect(await calls.acceptCall(back, { callId })).toMatchObject({ call: { state: 'answered' } })
  expect(ada.heard()).toEqual(['callAnswered bob-2 video'])
})

test('a call that was ignored by a device which has gone rings for one that comes', async () => {
  const { calls, bob, bob2, connect } = await ring({ devices: 2 })
  await bob2.leave()
  const third = await connect('bob', 3)
  await calls.ignoreCall(bob, here)
  await bob.leave()
  expect(await calls.sync(third, { call: null })).toMatchObject({ invitations: [{ callId }] })
  await third.leave()
  const back = await connect('bob', 4)
  expect(await calls.sync(back, { call: null })).toMatchObject({ invitations: [{ callId }] })
})

test('when only devices come that have ignored it, it rings nowhere', async () => {
  const { calls, bob, bob2, connect, store } = await ring({ devices: 2 })
  await calls.ignoreCall(bob, here)
  await bob.leave()
  await bob2.leave()
  expect(await store.get(callId)).toMatchObject({ silenced: null })
  await connect('bob', 1)
  expect(await store.get(callId)).toMatchObject({ silenced: 'ignored' })
})

test('blocked everywhere, it ends on the other devices at once and is kept nowhere as missed', async () => {
  const { calls, ada, bob, bob2, clock } = await ring({ devices: 2 })
  await calls.ignoreCall(bob, everywhere)
  expect(bob2.heard()).toEqual(['callEnded blocked'])
  expect(ada.heard()).toEqual([])
  bob.heard()
  await clock.advance(45_000)
  expect(ada.heard()).toEqual(['callEnded timeout'])
  expect([...bob.heard(), ...bob2.heard()]).toEqual([])
  expect(await calls.sync(bob, { call: null })).toMatchObject({ missed: [] })
})

test.each(['timeout', 'cancelled'] as const)('an ignored call that ends as %s is kept as missed', async (reason) => {
  const { calls, ada, bob, clock } = await ring()
  await calls.ignoreCall(bob, here)
  bob.heard()
  if (reason === 'timeout') await clock.advance(45_000)
  else await calls.endCall(ada, { callId, reason: 'hangup' })
  expect(ada.heard()).toEqual([`callEnded ${reason}`])
  expect(bob.heard()).toEqual(['missedCall from ada'])
  expect(await calls.sync(bob, { call: null })).toMatchObject({ missed: [{ callId, caller: 'ada' }] })
})

test('an ignored call can still be blocked, on any device', async () => {
  const { calls, bob, bob2, clock } = await ring({ devices: 2 })
  await calls.ignoreCall(bob, here)
  await calls.ignoreCall(bob2, here)
  expect(await calls.ignoreCall(bob2, everywhere)).toEqual({ ok: true })
  expect(await calls.ignoreCall(bob, everywhere)).toEqual({ ok: true })
  expect(bob.heard()).toEqual(['callEnded cancelled', 'callEnded blocked'])
  await clock.advance(45_000)
  expect(bob.heard()).toEqual([])
})

test.each(ways)('nothing that the callee does reaches the caller of a call that is %s', async (_way, payload) => {
  const { calls, ada, bob, connect, store } = await ring()
  await calls.ignoreCall(bob, payload)
  const before = await store.get(callId)
  const late = await connect('bob', 2)
  const refused = { ok: false, error: 'notInCall' }
  for (const device of [bob, late]) {
    expect(await calls.acceptCall(device, { callId })).toEqual(refused)
    expect(await calls.confirmRinging(device, { callId })).toEqual(refused)
    expect(await calls.rejectCall(device, { callId })).toEqual(refused)
    expect(await calls.endCall(device, { callId, reason: 'hangup' })).toEqual(refused)
    expect(await calls.sync(device, { call: null })).toMatchObject({ invitations: [], call: null })
    expect(await calls.sync(device, { call: { callId, status: 'INCOMING' } })).toMatchObject({
      call: { state: 'ended' },
    })
    expect(await calls.ignoreCall(device, payload)).toEqual({ ok: true })
  }
  expect(ada.heard()).toEqual([])
  expect(await store.get(callId)).toBe(before)
})

test.each(ways)('a callee who dials the caller of a call that is %s is in that call', async (_way, payload) => {
  const { calls, ada, bob } = await ring()
  await calls.ignoreCall(bob, payload)
  const ack = await calls.placeCall(bob, { callId: 'call-2', callee: 'ada', media: 'voice' })
  expect(ack).toMatchObject({ ok: true, call: { callId, state: 'answered', media: 'voice' } })
  expect(ada.heard()).toEqual(['callAnswered bob-1 voice'])
  expect(await calls.stats()).toMatchObject({ calls: 1, timers: 0 })
  await calls.endCall(bob, { callId: 'call-2', reason: 'insecure' })
  expect(ada.heard()).toEqual(['callEnded insecure'])
})

test('a callee who is in a call by now does not fall into the silenced one by dialling its caller elsewhere', async () => {
  const { calls, bob, carol, connect, ada } = await ring()
  await calls.ignoreCall(bob, everywhere)
  await calls.placeCall(carol, { callId: 'call-2', callee: 'bob', media: 'voice' })
  await calls.acceptCall(bob, { callId: 'call-2' })
  const bob2 = await connect('bob', 2)
  expect(await calls.placeCall(bob2, { callId: 'call-3', callee: 'ada', media: 'voice' })).toEqual({
    ok: false,
    error: 'alreadyInCall',
  })
  expect(ada.heard()).toEqual([])
})

test('nobody but the callee can ignore a call', async () => {
  const { calls, ada, carol, connect, bob, store } = await ring()
  const before = await store.get(callId)
  for (const stranger of [ada, await connect('ada', 2), carol]) {
    expect(await calls.ignoreCall(stranger, everywhere)).toEqual({ ok: false, error: 'notInCall' })
  }
  expect(await store.get(callId)).toBe(before)
  expect(await calls.ignoreCall(bob, { ...everywhere, callId: 'nothing' })).toEqual({ ok: false, error: 'notInCall' })
})

test('ignoring a call that was answered or is over changes nothing', async () => {
  const { calls, ada, bob, bob2 } = await ring({ devices: 2 })
  await calls.acceptCall(bob, { callId })
  ada.heard()
  expect(await calls.ignoreCall(bob2, everywhere)).toEqual({ ok: true })
  expect(await calls.sync(bob, { call: { callId, status: 'IN_CALL' } })).toMatchObject({ call: { state: 'answered' } })
  await calls.endCall(ada, { callId, reason: 'hangup' })
  expect(await calls.ignoreCall(bob2, everywhere)).toEqual({ ok: true })
  expect(await calls.stats()).toEqual({ calls: 0, timers: 0, droppedSignals: 0 })
})

test('silenced calls leave nothing behind', async () => {
  const { calls, ada, bob, carol, clock, store } = await ring()
  for (const caller of [ada, carol]) {
    const id = caller === ada ? callId : 'call-2'
    if (caller === carol) await calls.placeCall(carol, { callId: id, callee: 'bob', media: 'voice' })
    await calls.ignoreCall(bob, { callId: id, everywhere: caller === carol })
  }
  expect((await calls.stats()).calls).toBe(2)
  await clock.advance(45_000)
  expect(await calls.stats()).toEqual({ calls: 0, timers: 0, droppedSignals: 0 })
  expect(await store.findRinging('bob')).toEqual([])
})
