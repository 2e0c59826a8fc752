import type { DeviceRef } from '@parley/protocol'
import { expect, test } from 'vitest'
import type { MeetingPlace } from './meeting.ts'
import { createCallHarness, type HarnessOptions } from './testing/callHarness.ts'
import type { Waiter } from './transitions.ts'

const match: MeetingPlace = { kind: 'match', link: null }
const waiter = ({ userId, deviceId }: DeviceRef, changes: Partial<Waiter> = {}): Waiter => ({
  ...{ callId: `wait of ${deviceId}`, device: { userId, deviceId }, media: 'voice', name: null },
  ...changes,
})

async function setUp(options: HarnessOptions = {}) {
  const harness = createCallHarness(options)
  const [ada, bob, carol] = [await harness.connect('ada'), await harness.connect('bob'), await harness.connect('carol')]
  const meet = (one: DeviceRef, other: DeviceRef, place = match) =>
    harness.calls.meetings.meet(place, [waiter(one), waiter(other)])
  const end = (device: DeviceRef, callId: string) => harness.calls.endCall(device, { callId, reason: 'hangup' })
  return { ...harness, ada, bob, carol, meet, end }
}

test('no matter who came first, the lower device makes the first offer, and both are told by their own names', async () => {
  for (const turned of [false, true]) {
    const { ada, bob, meet, calls } = await setUp()
    await (turned ? meet(bob, ada) : meet(ada, bob))
    expect([ada.heard(), bob.heard()]).toEqual([['callMet match ada-1'], ['callMet match ada-1']])
    const asked = { callId: 'wait of bob-1', status: 'OUTGOING' } as const
    expect(await calls.sync(bob, { call: asked })).toMatchObject({
      call: { callId: 'wait of ada-1', state: 'answered', answeredBy: { deviceId: 'bob-1' } },
    })
  }
})

test('either ends it by its own name, and both are free', async () => {
  for (const who of ['ada', 'bob'] as const) {
    const { meet, end, calls, ...devices } = await setUp()
    await meet(devices.ada, devices.bob)
    expect(await end(devices[who], `wait of ${who}-1`)).toEqual({ ok: true })
    for (const device of [devices.ada, devices.bob]) expect(device.heard().at(-1)).toBe('callEnded hangup')
    expect(await calls.stats()).toMatchObject({ calls: 0, timers: 0 })
  }
})

test('somebody who hung up before the other came is unfit, and is answered with the end when it asks after all', async () => {
  const { ada, bob, meet, end, calls } = await setUp()
  await end(ada, 'wait of ada-1')
  expect(await meet(bob, ada)).toMatchObject({ outcome: 'unfit', who: [{ device: { userId: 'ada' } }] })
  expect(await calls.meetings.asked(waiter(ada), match)).toMatchObject({
    ok: true,
    call: { state: 'ended', reason: 'cancelled' },
  })
})

test('somebody who has met another, or has hung up, is not told on top of it that the wait is over', async () => {
  const { ada, bob, carol, meet, end, calls } = await setUp()
  await meet(ada, bob)
  await end(carol, 'wait of carol-1')
  for (const device of [ada, bob, carol]) device.heard()
  for (const device of [ada, bob, carol]) await calls.meetings.dismiss(waiter(device), 'alreadyInCall')
  expect([ada, bob, carol].map((device) => device.heard())).toEqual([[], [], []])
  expect(await calls.sync(ada, { call: { callId: 'wait of ada-1', status: 'IN_CALL' } })).toMatchObject({
    call: { state: 'answered' },
  })
})

test('a hang-up in the very moment in which they meet ends the call', async () => {
  const { ada, bob, meet, end, calls } = await setUp()
  for (const first of ['end', 'meet']) {
    const both =
      first === 'end' ? [end(ada, 'wait of ada-1'), meet(ada, bob)] : [meet(ada, bob), end(ada, 'wait of ada-1')]
    await Promise.all(both)
    expect((await calls.stats()).calls).toBe(0)
  }
})

test('a call that rings for somebody who waits is no obstacle, and rings on beside the call of the two', async () => {
  const { ada, bob, carol, meet, calls } = await setUp()
  await calls.placeCall(carol, { callId: 'call of carol', callee: 'ada', media: 'voice' })
  expect(await meet(ada, bob)).toMatchObject({ outcome: 'met' })
  expect(ada.heard()).toEqual(['incomingCall from carol', 'callMet match ada-1', 'incomingCall from carol'])
  expect(await calls.sync(carol, { call: { callId: 'call of carol', status: 'OUTGOING' } })).toMatchObject({
    call: { state: 'ringing' },
  })
  expect(carol.heard()).toEqual([])
})

test('somebody who is in another call, calls somebody, or is in one on another device, is unfit', async () => {
  const { ada, bob, carol, meet, calls, connect } = await setUp()
  await calls.placeCall(carol, { callId: 'call of carol', callee: 'ada', media: 'voice' })
  await calls.acceptCall(ada, { callId: 'call of carol' })
  const second = await connect('ada', 2)
  expect(await meet(second, bob)).toMatchObject({ outcome: 'unfit', who: [{ device: { deviceId: 'ada-2' } }] })
  expect(await meet(bob, carol)).toMatchObject({ outcome: 'unfit', who: [{ device: { userId: 'carol' } }] })
  expect(await calls.meetings.refusal(waiter(second), match)).toEqual({ ok: false, error: 'alreadyInCall' })
})

test('a device that asks to wait has left the call it was in', async () => {
  const { ada, carol, calls } = await setUp()
  await calls.placeCall(carol, { callId: 'call of carol', callee: 'ada', media: 'voice' })
  await calls.acceptCall(ada, { callId: 'call of carol' })
  expect(await calls.meetings.refusal(waiter(ada), match)).toBeNull()
  expect(carol.heard().at(-1)).toBe('callEnded lost')
})

test('the callId of others is refused', async () => {
  const { ada, bob, carol, meet, calls } = await setUp()
  await meet(ada, bob)
  const stolen = waiter(carol, { callId: 'wait of ada-1' })
  expect(await calls.meetings.asked(stolen, match)).toEqual({ ok: false, error: 'invalid' })
})

test('a call of two who met at a link is taken up after a restart, names and all, and the link is full again', async () => {
  const before = await setUp()
  await before.clock.advance(1)
  const place: MeetingPlace = { kind: 'link', link: 'hash' }
  const pair = [waiter(before.ada), waiter(before.bob, { name: 'Robert' })] as const
  await before.calls.meetings.meet(place, pair)
  const believed = { callId: 'wait of ada-1', status: 'IN_CALL' } as const
  const asked = await before.calls.sync(before.ada, { call: believed })
  if (!asked.ok || asked.call?.state !== 'answered') throw new Error('they have not met')
  before.calls.close()
  await before.clock.advance(1_000)
  const after = createCallHarness({ before })
  const ada = await after.connect('ada')
  expect(await after.calls.meetings.isTaken('hash')).toBe(false)
  const { ticket } = asked.call
  expect(await after.calls.sync(ada, { call: { ...believed, ticket } })).toMatchObject({ call: { name: 'Robert' } })
  expect(await after.calls.meetings.isTaken('hash')).toBe(false)
  await after.calls.sync(await after.connect('bob'), { call: { ...believed, ticket } })
  expect(await after.calls.meetings.isTaken('hash')).toBe(true)
})

test('T32: an old ticket keeps nobody out of a call link, nor does a call that one side alone says goes on', async () => {
  const told: string[] = []
  const before = await setUp()
  await before.calls.meetings.meet({ kind: 'link', link: 'hash' }, [waiter(before.ada), waiter(before.bob)])
  const believed = { callId: 'wait of ada-1', status: 'IN_CALL' } as const
  const asked = await before.calls.sync(before.ada, { call: believed })
  if (!asked.ok || asked.call?.state !== 'answered') throw new Error('they have not met')
  await before.end(before.ada, 'wait of ada-1')
  const meetingChanged: HarnessOptions['meetingChanged'] = ({ callId }, there) => void told.push(`${callId} ${there}`)
  const after = createCallHarness({ before, meetingChanged })
  const [ada, carol, dan] = [await after.connect('ada'), await after.connect('carol'), await after.connect('dan')]
  await after.calls.sync(ada, { call: { ...believed, ticket: asked.call.ticket } })
  expect(await after.calls.meetings.isTaken('hash')).toBe(false)
  expect(told).toEqual([])
  const met = await after.calls.meetings.meet({ kind: 'link', link: 'hash' }, [waiter(carol), waiter(dan)])
  expect(met).toMatchObject({ outcome: 'met' })
})

test('somebody whose wait is over is told so once, and asking for it again brings nothing back', async () => {
  const { carol, calls } = await setUp()
  await calls.meetings.dismiss(waiter(carol), 'alreadyInCall')
  await calls.meetings.dismiss(waiter(carol), 'alreadyInCall')
  expect(carol.heard()).toEqual(['callEnded alreadyInCall'])
  expect(await calls.meetings.asked(waiter(carol), match)).toMatchObject({ call: { state: 'ended' } })
})

test('a new wait is not known yet', async () => {
  const { carol, calls } = await setUp()
  expect(await calls.meetings.asked(waiter(carol), match)).toBeNull()
})

test('at a link where two talk a third hears that it is full, and each of the two may come in again', async () => {
  const { ada, bob, carol, meet, calls } = await setUp()
  const place: MeetingPlace = { kind: 'link', link: 'hash' }
  await meet(ada, bob, place)
  expect(await calls.meetings.refusal(waiter(carol), place)).toEqual({ ok: false, error: 'full' })
  expect(await calls.meetings.refusal(waiter(carol), { kind: 'link', link: 'another' })).toBeNull()
  expect(await calls.meetings.refusal(waiter(ada), place)).toBeNull()
  expect(bob.heard().at(-1)).toBe('callEnded lost')
})

test('a call that rings for somebody keeps them from no wait, and rings on', async () => {
  const { ada, bob, calls } = await setUp()
  await calls.placeCall(bob, { callId: 'call of bob', callee: 'ada', media: 'voice' })
  expect(await calls.meetings.refusal(waiter(ada), match)).toBeNull()
  expect(bob.heard()).toEqual([])
})

test('a call is shown to the two who met, and to nobody else', async () => {
  const { ada, bob, carol, meet, calls } = await setUp()
  await meet(ada, bob)
  const call = await calls.meetings.find('wait of ada-1')
  if (!call) throw new Error('they have not met')
  expect(calls.meetings.show(call, bob)).toMatchObject({ ok: true, call: { state: 'answered' } })
  expect(calls.meetings.show(call, carol)).toEqual({ ok: false, error: 'unavailable' })
})

test('a link hears when its call begins, when it ends, and when a restarted server takes it up', async () => {
  const told: string[] = []
  const meetingChanged: HarnessOptions['meetingChanged'] = ({ callId }, there) => void told.push(`${callId} ${there}`)
  const before = await setUp({ meetingChanged })
  await before.calls.placeCall(before.carol, { callId: 'by ID', callee: 'ada', media: 'voice' })
  await before.end(before.carol, 'by ID')
  expect(told).toEqual([])
  const place: MeetingPlace = { kind: 'link', link: 'hash' }
  await before.meet(before.ada, before.bob, place)
  expect(told.splice(0)).toEqual(['wait of ada-1 true'])
  const believed = { callId: 'wait of ada-1', status: 'IN_CALL' } as const
  const asked = await before.calls.sync(before.ada, { call: believed })
  if (!asked.ok || asked.call?.state !== 'answered') throw new Error('they have not met')
  await before.end(before.ada, 'wait of ada-1')
  expect(told.splice(0)).toEqual(['wait of ada-1 false'])

  const after = createCallHarness({ before, meetingChanged })
  const [ada, bob] = [await after.connect('ada'), await after.connect('bob')]
  await after.calls.sync(ada, { call: { ...believed, ticket: asked.call.ticket } })
  expect(told.splice(0)).toEqual([])
  await after.calls.sync(bob, { call: { ...believed, ticket: asked.call.ticket } })
  expect(told.splice(0)).toEqual(['wait of ada-1 true'])
  await ada.leave()
  await bob.leave()
  await after.clock.advance(120_000)
  expect(told).toEqual(['wait of ada-1 false'])
})
