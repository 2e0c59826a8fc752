import { type DeviceRef, limits } from '@parley/protocol'
import { expect, test } from 'vitest'
import { createCallHarness } from './testing/callHarness.ts'
import { TICKET_MS } from './tickets.ts'

const callId = 'call-1'

/** Lets Ada call Bob, who answers, and replaces the service by a new one that does not know the call. */
async function restart({ afterMs = 1_000, stepMs = 0, hungUp = false } = {}) {
  const before = createCallHarness()
  const [ada, bob] = [await before.connect('ada'), await before.connect('bob')]
  await before.calls.placeCall(ada, { callId, callee: 'bob', media: 'voice' })
  const ack = await before.calls.acceptCall(bob, { callId })
  if (!ack.ok || ack.call.state !== 'answered') throw new Error('nobody answered')
  const { ticket } = ack.call
  if (hungUp) await before.calls.endCall(bob, { callId, reason: 'hangup' })
  before.calls.close()
  await before.clock.advance(afterMs)
  before.clock.step(stepMs)
  const after = createCallHarness({ before, gatheringMs: 10_000 })
  const claim = (device: DeviceRef, shown: string | null = ticket, as = callId) =>
    after.calls.sync(device, {
      call: { callId: as, status: 'IN_CALL', ...(shown !== null && { ticket: shown }) },
    })
  return { ...after, before, ticket, claim, idle: { calls: 0, timers: 0, droppedSignals: 0 } }
}

const answered = { call: { callId, state: 'answered', media: 'voice', answeredBy: { deviceId: 'bob-1' } } }

test('each of the two devices is given the same ticket, whichever way it learns of the answer', async () => {
  const { before, ticket } = await restart()
  const given = { call: { ticket } }
  for (const [userId, status] of [
    ['ada', 'OUTGOING'],
    ['bob', 'IN_CALL'],
  ] as const) {
    const device = { userId, deviceId: `${userId}-1` }
    expect(await before.calls.sync(device, { call: { callId, status } })).toMatchObject(given)
  }
  const again = { callId, callee: 'bob', media: 'voice' } as const
  expect(await before.calls.placeCall({ userId: 'ada', deviceId: 'ada-1' }, again)).toMatchObject(given)
})

test.each([
  ['ada', 'bob'],
  ['bob', 'ada'],
])('a call goes on after a restart, no matter who is back first (%s)', async (first, second) => {
  const { calls, claim, connect, clock, ticket } = await restart()
  const one = await connect(first)
  expect(await claim(one)).toMatchObject(answered)
  const other = await connect(second)
  expect(await claim(other)).toMatchObject({ call: { ticket } })
  await clock.advance(600_000)
  expect([...one.heard(), ...other.heard()]).toEqual([])
  expect(await calls.endCall(other, { callId, reason: 'hangup' })).toEqual({ ok: true })
  expect(one.heard()).toEqual(['callEnded hangup'])
  expect((await calls.stats()).calls).toBe(0)
})

test.each([-3_600_000, 3_600_000])(
  'a clock that was set back before the restart does not keep a call from being taken up (%d ms)',
  async (stepMs) => {
    const { claim, connect, calls, clock, ticket } = await restart({ stepMs })
    const ada = await connect('ada')
    expect(await claim(ada)).toMatchObject(answered)
    const bob = await connect('bob')
    expect(await claim(bob)).toMatchObject({ call: { ticket } })
    await calls.endCall(ada, { callId, reason: 'hangup' })
    // Its tombstone is gone, and the clock says that the call was answered before this service began, or after.
    await clock.advance(600_000)
    for (const ms of [-stepMs, -stepMs]) {
      clock.step(ms)
      expect(await claim(bob)).toMatchObject({ call: null })
    }
  },
)

test('a service takes up no call of its own that it has forgotten, whatever its clock says', async () => {
  const { before, ticket } = await restart()
  const ada = { userId: 'ada', deviceId: 'ada-1' }
  await before.calls.endCall(ada, { callId, reason: 'hangup' })
  await before.clock.advance(600_000)
  before.clock.step(-86_400_000)
  const claim = { call: { callId, status: 'IN_CALL', ticket } } as const
  expect(await before.calls.sync(ada, claim)).toMatchObject({ call: null })
})

test('both users are busy again, also the one who is back later', async () => {
  const { calls, claim, connect, presence, store, clock } = await restart()
  const states: string[] = []
  presence.onChange(({ key, person }) => states.push(`${key} ${person?.state}`))
  const carol = await connect('carol')
  await claim(await connect('ada'))
  const bob = await connect('bob')
  expect(states).toEqual(['carol online', 'ada online', 'ada inCall', 'bob online'])
  await claim(bob)
  expect(states[4]).toBe('bob inCall')
  for (const [n, callee] of ['ada', 'bob'].entries()) {
    await calls.placeCall(carol, { callId: `carol-${n}`, callee, media: 'voice' })
    await clock.advance(limits.ENGAGED_MS)
    expect(carol.heard()).toEqual(['callEnded busy'])
  }
  await calls.endCall({ userId: 'bob', deviceId: 'bob-1' }, { callId, reason: 'hangup' })
  expect(await store.countLive()).toBe(0)
  expect(states.slice(5).toSorted()).toEqual(['ada online', 'bob online'])
})

test('signals pass again', async () => {
  const { calls, claim, connect } = await restart()
  const [ada, bob] = [await connect('ada'), await connect('bob')]
  const signal = { type: 'candidates', candidates: [] } as never
  const to = { userId: 'bob', deviceId: 'bob-1' }
  expect(await calls.signal(ada, { callId, to, signal })).toEqual({ ok: false, error: 'notInCall' })
  await claim(ada)
  expect(await calls.signal(ada, { callId, to, signal })).toEqual({ ok: true })
  expect(bob.heard()).toEqual(['signal from ada-1'])
})

test('T1: a ticket that somebody else was given is worth nothing', async () => {
  const { calls, claim, connect, idle } = await restart()
  const impostors = [
    await connect('carol'),
    await connect('ada', 2),
    await connect('bob', 2),
    { userId: 'carol', deviceId: 'ada-1' },
  ]
  for (const device of impostors) expect(await claim(device)).toMatchObject({ call: null })
  expect(await calls.stats()).toEqual(idle)
})

test('T1: a forged ticket is worth nothing, nor is one of another server', async () => {
  const { claim, connect, ticket } = await restart()
  const ada = await connect('ada')
  const { ticket: foreign } = await restart()
  for (const shown of [foreign, `${ticket}A`.replace(/.A$/, '__'), ticket.split('.')[0], '', '.', 'a.b.c']) {
    expect(await claim(ada, shown)).toMatchObject({ call: null })
  }
})

test('T1: a ticket is worth nothing for another call, or for a device that is not in one', async () => {
  const { calls, claim, connect, ticket } = await restart()
  const ada = await connect('ada')
  expect(await claim(ada, ticket, 'call-2')).toMatchObject({ call: null })
  for (const status of ['OUTGOING', 'INCOMING'] as const) {
    expect(await calls.sync(ada, { call: { callId, status, ticket } })).toMatchObject({ call: null })
  }
  expect((await calls.stats()).calls).toBe(0)
})

test('T1: a ticket that has run out is worth nothing', async () => {
  const { claim, connect } = await restart({ afterMs: TICKET_MS })
  expect(await claim(await connect('ada'))).toMatchObject({ call: null })
})

test('T1: a ticket is worth nothing once its call has ended, however long ago', async () => {
  const { calls, claim, connect, clock } = await restart()
  const ada = await connect('ada')
  await claim(ada)
  await calls.endCall(ada, { callId, reason: 'hangup' })
  expect(await claim(ada)).toMatchObject({ call: { state: 'ended', reason: 'hangup' } })
  await clock.advance(600_000)
  expect(await claim(ada)).toMatchObject({ call: null })
})

test('T1: without a restart, a ticket is worth nothing however long its call has been over', async () => {
  const { before, ticket } = await restart({ afterMs: 0 })
  const ada = { userId: 'ada', deviceId: 'ada-1' }
  await before.clock.advance(1_000)
  await before.calls.endCall(ada, { callId, reason: 'hangup' })
  await before.clock.advance(600_000)
  const ack = await before.calls.sync(ada, { call: { callId, status: 'IN_CALL', ticket } })
  expect(ack).toMatchObject({ call: null })
})

test('T1: a ticket of a call that one of the two has hung up since the restart is worth nothing', async () => {
  const { calls, claim, connect } = await restart()
  await calls.endCall(await connect('bob'), { callId, reason: 'hangup' })
  expect(await claim(await connect('ada'))).toMatchObject({ call: null })
})

test('a device that is back and knows nothing of the call is not drawn into it', async () => {
  const { calls, claim, connect, idle } = await restart()
  const bob = await connect('bob')
  await calls.sync(bob, { call: null })
  expect(await claim(await connect('ada'))).toMatchObject({ call: null })
  expect(await calls.stats()).toEqual(idle)
})

test('a device that comes back and knows nothing of the call ends it', async () => {
  const { calls, claim, connect } = await restart()
  const ada = await connect('ada')
  await claim(ada)
  await calls.sync(await connect('bob'), { call: null })
  expect(ada.heard()).toEqual(['callEnded lost'])
})

test('a call whose other device does not come back goes on for the first, and leaves nothing behind when it ends', async () => {
  const { calls, claim, connect, clock, presence, idle } = await restart()
  const ada = await connect('ada')
  await claim(ada)
  await clock.advance(600_000)
  expect(ada.heard()).toEqual([])
  await ada.leave()
  await clock.advance(600_000)
  expect(await calls.stats()).toEqual(idle)
  expect(await presence.find('ada')).toBeNull()
})

test('a device that has no ticket is in the call if it says so, before the other or after', async () => {
  for (const order of ['before', 'after']) {
    const { claim, connect, clock } = await restart()
    const [ada, bob] = [await connect('ada'), await connect('bob')]
    const say = () => claim(bob, null)
    if (order === 'before') await say()
    await claim(ada)
    if (order === 'after') await say()
    await clock.advance(60_000)
    expect(ada.heard()).toEqual([])
  }
})

test('a call is not taken up while one of its users is in another', async () => {
  const { calls, claim, connect, store } = await restart()
  const [carol, bob, ada] = [await connect('carol'), await connect('bob', 2), await connect('ada')]
  await calls.placeCall(carol, { callId: 'call-2', callee: 'bob', media: 'voice' })
  await calls.acceptCall(bob, { callId: 'call-2' })
  expect(await claim(ada)).toMatchObject({ call: null })
  expect(await store.findByUser('bob')).toMatchObject({ callId: 'call-2' })
  expect(await store.findByUser('ada')).toBeNull()
})

test('a call goes on after a restart though another rings for one of the two before they are back', async () => {
  const { calls, claim, connect } = await restart()
  const carol = await connect('carol')
  expect(await calls.placeCall(carol, { callId: 'call-2', callee: 'bob', media: 'voice' })).toMatchObject({ ok: true })
  const ada = await connect('ada')
  expect(await claim(ada)).toMatchObject(answered)
  const bob = await connect('bob')
  expect(await claim(bob)).toMatchObject({ ...answered, invitations: [{ callId: 'call-2' }] })
  expect(ada.heard()).toEqual([])
  await calls.confirmRinging(bob, { callId: 'call-2', engaged: true })
  expect(carol.heard()).toEqual(['deviceRinging bob-1 engaged'])
  await calls.endCall(ada, { callId, reason: 'hangup' })
  expect(bob.heard()).toEqual(['incomingCall from carol', 'callEnded hangup', 'incomingCall from carol'])
})

test('a caller who had not heard of the answer finds the call answered', async () => {
  const { calls, claim, connect } = await restart()
  await claim(await connect('bob'))
  const ada = await connect('ada')
  expect(await calls.sync(ada, { call: { callId, status: 'OUTGOING' } })).toMatchObject(answered)
})

test('that it goes on is logged with its callId and an event', async () => {
  const { claim, connect, log } = await restart()
  await claim(await connect('ada'))
  expect(log.map((line) => JSON.parse(line))).toMatchObject([
    { callId, event: 'adopted', caller: 'ada', callee: 'bob' },
  ])
})

/** The time after which everybody has had the time to come back. */
const GATHERED_MS = 10_000

test.each([
  ['ada', 'bob'],
  ['bob', 'ada'],
] as const)(
  'somebody whose answer or call had no acknowledgement (%s claims, %s repeats) is in the call, and busy',
  async (claims, repeats) => {
    const { calls, claim, connect, store, clock } = await restart()
    await claim(await connect(claims))
    const [device, carol] = [await connect(repeats), await connect('carol')]
    const again =
      repeats === 'bob'
        ? await calls.acceptCall(device, { callId })
        : await calls.placeCall(device, { callId, callee: 'bob', media: 'voice' })
    expect(again).toMatchObject(answered)
    expect(await store.findByUser(repeats)).toMatchObject({ callId })
    await calls.placeCall(carol, { callId: 'to-them', callee: repeats, media: 'voice' })
    await clock.advance(limits.ENGAGED_MS)
    expect(carol.heard()).toEqual(['callEnded busy'])
  },
)

test('T32: an old ticket of an ended call makes nobody busy who is away', async () => {
  const { calls, claim, connect, clock, presence } = await restart({ hungUp: true })
  const [ada, carol] = [await connect('ada'), await connect('carol')]
  const callBob = (n: number) => calls.placeCall(carol, { callId: `to-bob-${n}`, callee: 'bob', media: 'voice' })
  await claim(ada)
  // He may be on his way back: it rings for him, and in no call.
  expect(await callBob(1)).toMatchObject({ ok: true, call: { state: 'ringing' } })
  await clock.advance(GATHERED_MS)
  expect(carol.heard()).toEqual(['callEnded offline'])
  expect(await callBob(2)).toEqual({ ok: false, error: 'offline' })
  expect(await presence.find('bob')).toBeNull()
  // As often as she likes.
  await ada.leave()
  await clock.advance(60_000)
  await claim(await connect('ada'))
  expect(await callBob(3)).toEqual({ ok: false, error: 'offline' })
})

test('T32: an old ticket of an ended call keeps nobody’s other device from calling and being called', async () => {
  const { calls, claim, connect, clock, store } = await restart({ hungUp: true })
  await clock.advance(GATHERED_MS)
  const [ada, bob, carol] = [await connect('ada'), await connect('bob', 2), await connect('carol')]
  await claim(ada)
  expect(await calls.placeCall(carol, { callId: 'call-2', callee: 'bob', media: 'voice' })).toMatchObject({ ok: true })
  expect(bob.heard()).toEqual(['incomingCall from carol'])
  await calls.endCall(carol, { callId: 'call-2', reason: 'hangup' })
  expect(await calls.placeCall(bob, { callId: 'call-3', callee: 'carol', media: 'voice' })).toMatchObject({ ok: true })
  await calls.acceptCall(carol, { callId: 'call-3' })
  expect(await store.findByUser('bob')).toMatchObject({ callId: 'call-3', state: 'answered' })
  expect(await store.findByUser('ada')).toMatchObject({ callId })
})

test('T32: what an old ticket of an ended call has brought back is over once the other person is there', async () => {
  const { calls, claim, connect, clock, idle } = await restart({ hungUp: true })
  await clock.advance(GATHERED_MS)
  const ada = await connect('ada')
  await claim(ada)
  const bob = await connect('bob')
  expect(await calls.sync(bob, { call: null })).toMatchObject({ call: null })
  expect(ada.heard()).toEqual(['callEnded lost'])
  expect(await calls.stats()).toEqual(idle)
})

test('a call goes on whose devices come back long after a restart, one after the other', async () => {
  const { claim, connect, clock, presence, calls } = await restart()
  const states: string[] = []
  presence.onChange(({ key, person }) => states.push(`${key} ${person?.state}`))
  await clock.advance(60_000)
  const ada = await connect('ada')
  expect(await claim(ada)).toMatchObject(answered)
  await clock.advance(60_000)
  const bob = await connect('bob')
  expect(await claim(bob)).toMatchObject(answered)
  expect(states).toEqual(['ada online', 'ada inCall', 'bob online', 'bob inCall'])
  const carol = await connect('carol')
  for (const [n, callee] of ['ada', 'bob'].entries()) {
    await calls.placeCall(carol, { callId: `carol-${n}`, callee, media: 'voice' })
    await clock.advance(limits.ENGAGED_MS)
    expect(carol.heard()).toEqual(['callEnded busy'])
  }
  const heard = ['incomingCall from carol', 'callEnded busy', 'missedCall from carol']
  expect([ada.heard(), bob.heard()]).toEqual([heard, heard])
})

test('somebody who comes back to a call is not drawn out of it by one that rings meanwhile', async () => {
  const { calls, claim, connect, clock } = await restart()
  await clock.advance(GATHERED_MS)
  const [ada, carol, tablet] = [await connect('ada'), await connect('carol'), await connect('bob', 2)]
  await claim(ada)
  await calls.placeCall(carol, { callId: 'call-2', callee: 'bob', media: 'voice' })
  const bob = await connect('bob')
  expect(await claim(bob)).toMatchObject(answered)
  expect(tablet.heard()).toEqual(['incomingCall from carol', 'callEnded alreadyInCall'])
  expect(carol.heard()).toEqual([])
  expect(ada.heard()).toEqual([])
})

test('somebody who has gone into another call has left the one that a lone device says goes on', async () => {
  const { calls, claim, connect, clock, store } = await restart()
  await clock.advance(GATHERED_MS)
  const [ada, carol, tablet] = [await connect('ada'), await connect('carol'), await connect('bob', 2)]
  await claim(ada)
  await calls.placeCall(carol, { callId: 'call-2', callee: 'bob', media: 'voice' })
  await calls.acceptCall(tablet, { callId: 'call-2' })
  expect(await claim(await connect('bob'))).toMatchObject({ call: { state: 'ended', reason: 'lost' } })
  expect(ada.heard()).toEqual(['callEnded lost'])
  expect(await store.findByUser('bob')).toMatchObject({ callId: 'call-2' })
})

test('a call that one device claimed is forgotten when both are away, though the other was back for a moment', async () => {
  const { calls, claim, connect, clock, idle } = await restart()
  const ada = await connect('ada')
  await claim(ada)
  const bob = await connect('bob')
  await ada.leave()
  await clock.advance(120_000)
  await bob.leave()
  await clock.advance(60_000)
  expect(await calls.stats()).toEqual(idle)
})
