import { expect, test, vi } from 'vitest'
import { type CallHarness, createCallHarness, type HarnessDevice } from './testing/callHarness.ts'

const place = (
  { calls }: CallHarness,
  from: HarnessDevice,
  callee: string,
  { callId = 'call-1', media = 'video' as 'video' | 'voice' } = {},
) => calls.placeCall(from, { callId, callee, media })

test('a call rings on every device of the callee', async () => {
  const harness = createCallHarness()
  const ada = await harness.connect('ada')
  const bobs = [await harness.connect('bob', 1), await harness.connect('bob', 2)]
  expect(await place(harness, ada, 'BOB')).toMatchObject({ ok: true, call: { state: 'ringing', callee: 'bob' } })
  for (const bob of bobs) expect(bob.heard()).toEqual(['incomingCall from ada'])
  expect(ada.heard()).toEqual([])
})

test('T4: nobody and somebody who has gone are the same to a caller', async () => {
  const harness = createCallHarness()
  const ada = await harness.connect('ada')
  const bob = await harness.connect('bob')
  await bob.leave()
  const acks = [await place(harness, ada, 'bob'), await place(harness, ada, 'nobody')]
  expect(acks).toEqual([
    { ok: false, error: 'offline' },
    { ok: false, error: 'offline' },
  ])
  expect(await harness.calls.stats()).toMatchObject({ calls: 0, timers: 0 })
})

test('T4: a user who is offline, or nobody, is looked up in the same places, and a missed call is kept', async () => {
  const harness = createCallHarness()
  const ada = await harness.connect('ada')
  const bob = await harness.connect('bob')
  await bob.leave()
  const find = vi.spyOn(harness.presence, 'find')
  const stored = vi.spyOn(harness.store, 'place')
  for (const [n, callee] of ['bob', 'nobody'].entries()) await place(harness, ada, callee, { callId: `call-${n}` })
  expect(find.mock.calls).toEqual([['bob'], ['nobody']])
  expect(stored).not.toHaveBeenCalled()
  const back = await harness.connect('bob')
  expect(await harness.calls.sync(back, { call: null })).toMatchObject({
    missed: [{ callId: 'call-0', caller: 'ada' }],
  })
})

test('nobody can call themselves', async () => {
  const harness = createCallHarness()
  const ada = await harness.connect('ada')
  expect(await place(harness, ada, 'ADA')).toEqual({ ok: false, error: 'self' })
})

test('T49: redialling and other calls make nobody busy: each rings beside the others', async () => {
  const harness = createCallHarness()
  const [ada, bob, carol] = [await harness.connect('ada'), await harness.connect('bob'), await harness.connect('carol')]
  await place(harness, ada, 'bob')
  expect(await place(harness, carol, 'bob', { callId: 'call-2' })).toMatchObject({ call: { state: 'ringing' } })
  expect(bob.heard()).toEqual(['incomingCall from ada', 'incomingCall from carol'])
  expect(await harness.calls.sync(bob, { call: null })).toMatchObject({
    invitations: [{ callId: 'call-1' }, { callId: 'call-2' }],
  })
  for (const person of [ada, carol]) expect(person.heard()).toEqual([])
})

test('somebody who has gone while it rings for them is offline for others', async () => {
  const harness = createCallHarness()
  const [ada, bob, carol] = [await harness.connect('ada'), await harness.connect('bob'), await harness.connect('carol')]
  await place(harness, ada, 'bob')
  await bob.leave()
  expect(await place(harness, carol, 'bob', { callId: 'call-3' })).toEqual({ ok: false, error: 'offline' })
})

test('somebody in a call is busy on every device while the one of the call is away', async () => {
  const harness = createCallHarness()
  const [ada, bob, carol] = [await harness.connect('ada'), await harness.connect('bob'), await harness.connect('carol')]
  await place(harness, ada, 'bob')
  await harness.calls.acceptCall(bob, { callId: 'call-1' })
  await bob.leave()
  expect(await place(harness, carol, 'bob', { callId: 'call-2' })).toEqual({ ok: false, error: 'busy' })
  const second = await harness.connect('bob', 2)
  expect(await place(harness, carol, 'bob', { callId: 'call-3' })).toEqual({ ok: false, error: 'busy' })
  expect(second.heard()).toEqual(['missedCall from carol'])
  expect(await harness.calls.sync(second, { call: null })).toMatchObject({
    missed: [{ callId: 'call-2' }, { callId: 'call-3', caller: 'carol' }],
  })
})

test('T40: somebody who hears at once that a person is busy can rely on it that their call is among the missed ones', async () => {
  const harness = createCallHarness()
  const [ada, bob, carol] = [await harness.connect('ada'), await harness.connect('bob'), await harness.connect('carol')]
  await place(harness, ada, 'bob')
  await harness.calls.acceptCall(bob, { callId: 'call-1' })
  await bob.leave()
  let write = () => {}
  const kept = new Promise<void>((resolve) => {
    write = resolve
  })
  vi.spyOn(harness.missed, 'keep').mockReturnValue(kept)
  let heard = false
  const dialled = place(harness, carol, 'bob', { callId: 'call-2' }).then((ack) => {
    heard = true
    return ack
  })
  await harness.clock.advance(100)
  expect([heard, carol.heard()]).toEqual([false, []])
  write()
  expect(await dialled).toEqual({ ok: false, error: 'busy' })
})

test('a user who is in a call on one device cannot begin another elsewhere', async () => {
  const harness = createCallHarness()
  const [ada, ada2] = [await harness.connect('ada', 1), await harness.connect('ada', 2)]
  await harness.connect('bob')
  await harness.connect('carol')
  await place(harness, ada, 'bob')
  for (const callee of ['carol', 'bob']) {
    expect(await place(harness, ada2, callee, { callId: 'call-2' })).toEqual({ ok: false, error: 'alreadyInCall' })
  }
})

test('a device that dials anew has left the call it was in', async () => {
  const harness = createCallHarness()
  const [ada, bob, carol] = [await harness.connect('ada'), await harness.connect('bob'), await harness.connect('carol')]
  await place(harness, ada, 'bob')
  bob.heard()
  expect(await place(harness, ada, 'carol', { callId: 'call-2' })).toMatchObject({ call: { state: 'ringing' } })
  expect(bob.heard()).toEqual(['callEnded cancelled', 'missedCall from ada'])
  expect(carol.heard()).toEqual(['incomingCall from ada'])
})

test('a call button pressed twice makes one call: a repeated request rings once and is answered alike', async () => {
  const harness = createCallHarness()
  const [ada, bob] = [await harness.connect('ada'), await harness.connect('bob')]
  const first = await place(harness, ada, 'bob')
  expect(await place(harness, ada, 'bob')).toEqual(first)
  expect(bob.heard()).toEqual(['incomingCall from ada'])
})

test('a request repeated after its call is over shows the end and rings nobody', async () => {
  const harness = createCallHarness()
  const [ada, bob] = [await harness.connect('ada'), await harness.connect('bob')]
  await place(harness, ada, 'bob')
  await harness.calls.rejectCall(bob, { callId: 'call-1' })
  await bob.leave()
  expect(await place(harness, ada, 'bob')).toMatchObject({ ok: true, call: { state: 'ended', reason: 'declined' } })
})

test('a hang-up that overtakes its call leaves no phantom call', async () => {
  const harness = createCallHarness()
  const [ada, bob] = [await harness.connect('ada'), await harness.connect('bob')]
  expect(await harness.calls.endCall(ada, { callId: 'call-1', reason: 'hangup' })).toEqual({ ok: true })
  expect(await place(harness, ada, 'bob')).toMatchObject({ ok: true, call: { state: 'ended', reason: 'cancelled' } })
  expect(bob.heard()).toEqual([])
  expect(await harness.calls.stats()).toMatchObject({ calls: 0, timers: 0 })
})

test('the callId of somebody else begins no call and shows none', async () => {
  const harness = createCallHarness()
  const [ada, bob, carol] = [await harness.connect('ada'), await harness.connect('bob'), await harness.connect('carol')]
  await place(harness, ada, 'bob')
  expect(await place(harness, carol, 'bob')).toEqual({ ok: false, error: 'invalid' })
  expect(await place(harness, bob, 'carol')).toEqual({ ok: false, error: 'invalid' })
})

test('two who dial each other are in one call, and their other devices stop ringing', async () => {
  const harness = createCallHarness()
  const [ada, bob, bob2] = [
    await harness.connect('ada'),
    await harness.connect('bob', 1),
    await harness.connect('bob', 2),
  ]
  await place(harness, ada, 'bob')
  bob2.heard()
  expect(await place(harness, bob, 'ada', { callId: 'call-2' })).toMatchObject({
    ok: true,
    call: { callId: 'call-1', state: 'answered', media: 'video', answeredBy: { deviceId: 'bob-1' } },
  })
  expect(ada.heard()).toEqual(['callAnswered bob-1 video'])
  expect(bob2.heard()).toEqual(['callEnded answeredElsewhere'])
  expect(await harness.calls.stats()).toMatchObject({ calls: 1, timers: 0 })
})

test.each([
  ['video', 'voice'],
  ['voice', 'video'],
] as const)('two who dial each other for %s and %s never turn a voice call into video', async (first, second) => {
  const harness = createCallHarness()
  const [ada, bob] = [await harness.connect('ada'), await harness.connect('bob')]
  await place(harness, ada, 'bob', { media: first })
  const ack = await place(harness, bob, 'ada', { callId: 'call-2', media: second })
  expect(ack).toMatchObject({ call: { media: 'voice' } })
  expect(ada.heard()).toEqual(['callAnswered bob-1 voice'])
})

test('a crossing call may be repeated, asked about and hung up by its own name', async () => {
  const harness = createCallHarness()
  const [ada, bob] = [await harness.connect('ada'), await harness.connect('bob')]
  await place(harness, ada, 'bob')
  const crossing = await place(harness, bob, 'ada', { callId: 'call-2' })
  expect(await place(harness, bob, 'ada', { callId: 'call-2' })).toEqual(crossing)
  const sync = await harness.calls.sync(bob, { call: { callId: 'call-2', status: 'OUTGOING' } })
  expect(sync).toMatchObject({ call: { callId: 'call-1', state: 'answered' }, invitations: [] })
  ada.heard()
  expect(await harness.calls.endCall(bob, { callId: 'call-2', reason: 'hangup' })).toEqual({ ok: true })
  expect(ada.heard()).toEqual(['callEnded hangup'])
  expect(await place(harness, bob, 'ada', { callId: 'call-2' })).toMatchObject({ call: { state: 'ended' } })
})

test('a callee who leaves at the very moment of the call is offline', async () => {
  const harness = createCallHarness()
  const [ada, bob] = [await harness.connect('ada'), await harness.connect('bob')]
  const { find } = harness.presence
  vi.spyOn(harness.presence, 'find').mockImplementationOnce(async (userId) => {
    const found = await find(userId)
    await bob.leave()
    return found
  })
  expect(await place(harness, ada, 'bob')).toEqual({ ok: false, error: 'offline' })
  expect(await harness.calls.stats()).toMatchObject({ calls: 0, timers: 0 })
  expect(await harness.presence.find('bob')).toBeNull()
})

test('calling again at once works', async () => {
  const harness = createCallHarness()
  const [ada, bob] = [await harness.connect('ada'), await harness.connect('bob')]
  for (const callId of ['call-1', 'call-2', 'call-3']) {
    expect(await place(harness, ada, 'bob', { callId })).toMatchObject({ call: { state: 'ringing' } })
    await harness.calls.acceptCall(bob, { callId })
    await harness.calls.endCall(ada, { callId, reason: 'hangup' })
  }
  expect(await harness.calls.stats()).toMatchObject({ calls: 0, timers: 0 })
})
