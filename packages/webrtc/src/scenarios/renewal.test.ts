import { limits } from '@parley/protocol'
import { expect, test } from 'vitest'
import { createCallSession } from '../callSession.ts'
import type { FakeParty } from '../testing/fakeWorld.ts'
import { CALL, connectBoth, connected, connectionOf, RELEASED, received, useWorld } from '../testing/useWorld.ts'

const scene = useWorld()

/** The same device, as its page is after a reload: it remembers the call and nothing of the connection. */
function reload(party: FakeParty, peer: FakeParty, attempt: number): FakeParty {
  for (const listener of party.pageListeners) listener()
  connectionOf(party).close()
  for (const track of party.media.tracks) track.stop()
  const session = createCallSession(party.ports)
  scene.world.wire.join(party.device, session.receive)
  session.sync(connected(peer, {}, CALL, attempt))
  return { ...party, session }
}

/** Lets the plan follow, as the app does. */
const follow = (party: FakeParty, peer: FakeParty): void => {
  const latest = party.renewals.at(-1)
  if (latest) party.session.sync(connected(peer, {}, CALL, latest.attempt))
}

for (const who of ['ada', 'bob'] as const) {
  test(`${who}'s page is reloaded: the other waits, and both are connected anew`, async () => {
    const { world } = scene
    await connectBoth(scene)
    const [back, other] = who === 'ada' ? [scene.ada, scene.bob] : [scene.bob, scene.ada]
    const old = connectionOf(other)
    const again = reload(back, other, 1)
    await world.run(50)
    expect(other.session.getSnapshot().connection).toBe('interrupted')
    await world.run(50)
    expect(other.renewals.at(-1)).toEqual({ callId: CALL, attempt: 1 })
    follow(other, back)
    expect(old.closed).toBe(true)
    expect(other.session.getSnapshot().connection).toBe('interrupted')
    await world.run()
    for (const one of [again, other]) expect(one.session.getSnapshot().connection).toBe('connected')
    expect(received(other, 'video')).toBe('Built-in camera')
    expect([...other.left, ...other.lost, ...back.lost]).toEqual([])
    again.session.close()
  })
}

test('a reloaded page says that the call is interrupted, and gives it up as lost: it does not look like a new call', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  world.network.up = false
  const again = reload(ada, bob, 1)
  expect(again.session.getSnapshot()).toMatchObject({
    ...{ connection: 'interrupted', interruptedSince: world.clock.now() },
  })
  await world.run(limits.MEDIA_LOSS_MS)
  expect(ada.lost).toEqual([{ callId: CALL, reason: 'lost' }])
  again.session.close()
})

test('both pages are reloaded at once: they meet in the same connection', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  const [one, other] = [reload(ada, bob, 1), reload(bob, ada, 1)]
  await world.run(1_000)
  for (const { session } of [one, other]) expect(session.getSnapshot().connection).toBe('connected')
  expect([...ada.renewals, ...bob.renewals]).toEqual([])
  one.session.close()
  other.session.close()
})

test('a callee who accepts after the caller was reloaded goes straight to the later connection', async () => {
  const { world, ada, bob } = scene
  ada.session.sync(connected(bob, {}, CALL, 3))
  await world.run()
  bob.session.sync(connected(ada))
  expect(bob.renewals).toEqual([{ callId: CALL, attempt: 3 }])
  follow(bob, ada)
  await world.run()
  expect([ada, bob].map(({ session }) => session.getSnapshot().connection)).toEqual(['connected', 'connected'])
})

test('late signals of an earlier connection change nothing in a later one', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  const early = world.wire.sent.map((envelope) => ({ ...envelope }))
  ada.session.sync(connected(bob, {}, CALL, 1))
  bob.session.sync(connected(ada, {}, CALL, 1))
  await world.run()
  const answers = connectionOf(bob).made.answers
  world.wire.inFlight.push(...early, ...early)
  world.wire.inFlight.push({ callId: CALL, from: ada.device, to: bob.device, signal: { type: 'away', attempt: 0 } })
  await world.run()
  expect(connectionOf(bob).made.answers).toBe(answers)
  expect(connectionOf(bob).rejectedCandidates).toBe(0)
  expect([ada, bob].map(({ session }) => session.getSnapshot().connection)).toEqual(['connected', 'connected'])
  expect([...ada.left, ...bob.left]).toEqual([])
})

test('somebody whose page goes and does not come back has hung up', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  for (const listener of ada.pageListeners) listener()
  ada.session.close()
  world.network.report('failed')
  await world.run(limits.AWAY_MS - 100)
  expect(bob.session.getSnapshot().connection).toBe('interrupted')
  expect([bob.left, bob.lost]).toEqual([[], []])
  await world.run(200)
  expect([bob.left, bob.lost]).toEqual([[{ callId: CALL, reason: 'hangup' }], []])
  bob.session.sync(RELEASED)
})

test('without a server the page that goes still says so', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  world.wire.paused = true
  for (const listener of ada.pageListeners) listener()
  await world.run(50)
  expect(bob.session.getSnapshot()).toMatchObject({ connection: 'interrupted' })
  expect(bob.session.getSnapshot().interruptedSince).not.toBeNull()
})

test('where the other page has come back, its connection must come up in the time that any interruption has', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  world.network.up = false
  const again = reload(ada, bob, 1)
  await world.run(100)
  follow(bob, ada)
  await world.run(limits.MEDIA_LOSS_MS)
  expect(bob.lost).toEqual([{ callId: CALL, reason: 'lost' }])
  again.session.close()
})

test('somebody who comes back again and again without connecting is not waited for for ever', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  world.network.up = false
  world.network.report('disconnected')
  for (let attempt = 1; attempt < 20 && bob.lost.length === 0; attempt += 1) {
    bob.session.sync(connected(ada, {}, CALL, attempt))
    await world.run(5_000)
  }
  expect(bob.lost).toEqual([{ callId: CALL, reason: 'lost' }])
  expect(world.clock.now() - 1_000_000).toBeLessThan(limits.MEDIA_LOSS_MS + 15_000)
})

test('a page that goes before it has begun to connect says so, and before the other one has followed', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  const again = reload(ada, bob, 1)
  for (const listener of ada.pageListeners) listener()
  again.session.close()
  await world.run(100)
  follow(bob, ada)
  await world.run(limits.AWAY_MS + 100)
  expect([bob.left, bob.lost]).toEqual([[{ callId: CALL, reason: 'hangup' }], []])
})
