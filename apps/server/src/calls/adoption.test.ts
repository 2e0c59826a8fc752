import type { DeviceRef } from '@parley/protocol'
import { expect, test } from 'vitest'
import { createCallHarness } from './testing/callHarness.ts'
import { TICKET_MS } from './tickets.ts'

const callId = 'call-1'

/** Lets Ada call Bob, who answers, and replaces the service by a new one that does not know the call. */
async function restart({ afterMs = 1_000 } = {}) {
  const before = createCallHarness()
  // A call must be answered later than the moment in which its service began.
  await before.clock.advance(1)
  const [ada, bob] = [await before.connect('ada'), await before.connect('bob')]
  await before.calls.placeCall(ada, { callId, callee: 'bob', media: 'voice' })
  const ack = await before.calls.acceptCall(bob, { callId })
  if (!ack.ok || ack.call.state !== 'answered') throw new Error('nobody answered')
  const { ticket } = ack.call
  before.calls.close()
  await before.clock.advance(afterMs)
  const after = createCallHarness({ before })
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

test('both users are busy again, also the one who is back later', async () => {
  const { calls, claim, connect, presence, store } = await restart()
  const states: string[] = []
  presence.onChange(({ key, person }) => states.push(`${key} ${person?.state}`))
  const carol = await connect('carol')
  await claim(await connect('ada'))
  await connect('bob')
  expect(states).toEqual(['carol online', 'ada online', 'ada inCall', 'bob online', 'bob inCall'])
  for (const [n, callee] of ['ada', 'bob'].entries()) {
    const ack = await calls.placeCall(carol, { callId: `carol-${n}`, callee, media: 'voice' })
    expect(ack).toEqual({ ok: false, error: 'busy' })
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
  expect(await claim(ada)).toMatchObject({ call: null })
  expect(await store.findByUser('bob')).toMatchObject({ callId: 'call-2' })
  expect(await store.findByUser('ada')).toBeNull()
  expect(bob.heard()).toEqual(['incomingCall from carol'])
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
