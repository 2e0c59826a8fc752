import { limits } from '@parley/protocol'
import { expect, test, vi } from 'vitest'
import { CALL, connectBoth, connected, connectionOf, NEXT_CALL, RELEASED, useWorld } from '../testing/useWorld.ts'

const scene = useWorld()

test('a connection that comes back by itself was only interrupted', async () => {
  const { world, ada } = scene
  await connectBoth(scene)
  connectionOf(ada).setState('disconnected')
  await world.run(1_900)
  expect(ada.session.getSnapshot().connection).toBe('interrupted')
  connectionOf(ada).setState('connected')
  await world.run(60_000)
  expect(ada.session.getSnapshot().connection).toBe('connected')
  expect(connectionOf(ada).made.restarts).toBe(0)
  expect(ada.lost).toEqual([])
})

test('ICE is restarted after two seconds of interruption, and the call goes on', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  world.network.report('disconnected')
  await world.run(2_500)
  expect(connectionOf(ada).made.restarts).toBe(1)
  expect(ada.session.getSnapshot().connection).toBe('connected')
  expect(bob.session.getSnapshot().connection).toBe('connected')
  await world.run(60_000)
  expect([...ada.lost, ...bob.lost]).toEqual([])
})

test('ICE is restarted at once when it has failed', async () => {
  const { world, ada } = scene
  await connectBoth(scene)
  connectionOf(ada).setState('failed')
  await world.run(50)
  expect(connectionOf(ada).made.restarts).toBe(1)
})

test('a restart asks for ICE servers again, since their credentials expire', async () => {
  const { world, bob } = scene
  const iceServers = vi.fn(async () => ({ servers: [{ urls: 'turn:relay.example' }], renewAt: null }))
  const eve = world.join('eve', { iceServers })
  eve.session.sync(connected(bob))
  bob.session.sync({ ...connected(eve), remote: eve.device })
  await world.run()
  connectionOf(eve).setState('failed')
  await world.run()
  expect(iceServers).toHaveBeenCalledTimes(2)
  expect(connectionOf(eve).configuration).toMatchObject({ iceServers: [{ urls: 'turn:relay.example' }] })
})

test('a machine that wakes from sleep restarts ICE at once, and the call goes on', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  await world.run(10_000)
  expect(connectionOf(ada).made.restarts).toBe(0)
  world.clock.sleep(20_000)
  await world.run(200)
  expect(connectionOf(ada).made.restarts).toBe(1)
  await world.run(40_000)
  expect([ada, bob].map(({ session }) => session.getSnapshot().connection)).toEqual(['connected', 'connected'])
  expect([...ada.lost, ...bob.lost]).toEqual([])
})

test.each([-3_600_000, 3_600_000])(
  'a clock that was set by %d ms during the call keeps neither a restart of ICE nor the end from coming in time',
  async (ms) => {
    const { world, ada, bob } = scene
    await connectBoth(scene)
    world.network.report('failed')
    await world.run(5_000)
    world.clock.step(ms)
    await world.run(10_000)
    const { restarts } = connectionOf(ada).made
    connectionOf(ada).setState('failed')
    await world.run(50)
    expect(connectionOf(ada).made.restarts).toBe(restarts + 1)
    await world.run(10_000)
    expect([ada, bob].map(({ session }) => session.getSnapshot().connection)).toEqual(['connected', 'connected'])
    world.network.usable = () => false
    world.network.up = false
    world.network.report('disconnected')
    world.clock.step(ms)
    // An interruption begins up to ten seconds before it is noticed.
    await world.run(limits.MEDIA_LOSS_MS - 12_000)
    expect(ada.lost).toEqual([])
    await world.run(12_000)
    expect(ada.lost).toHaveLength(1)
  },
)

test('the credentials of a relay are renewed before they run out, and the connection goes on with the new ones', async () => {
  const { world, ada, bob } = scene
  const start = world.clock.now()
  const servers = (username: string) => [{ urls: 'turn:relay.example', username, credential: 'x' }]
  const answers = [
    { servers: servers('first'), renewAt: start + 60_000 },
    { servers: servers('second'), renewAt: start + 600_000 },
  ]
  const iceServers = vi.fn(async () => answers[0] ?? { servers: [], renewAt: null })
  const eve = world.join('eve', { iceServers })
  eve.session.sync(connected(bob))
  bob.session.sync(connected(eve))
  await world.run(70_000)
  // The server could not be asked: what is in use stays, and it is asked again.
  expect([iceServers.mock.calls.length, connectionOf(eve).made.restarts]).toEqual([2, 0])
  answers.shift()
  await world.run(60_000)
  expect(connectionOf(eve).configuration).toMatchObject({ iceServers: servers('second') })
  expect(connectionOf(eve).made.restarts).toBe(1)
  expect([ada.lost, bob.lost, eve.lost]).toEqual([[], [], []])
  expect(eve.session.getSnapshot().connection).toBe('connected')
})

test('the silence before it is noticed counts as interruption', async () => {
  const { world, ada } = scene
  await connectBoth(scene)
  await world.run(5_000)
  world.network.up = false
  connectionOf(ada).stats.line.silent = true
  const from = world.clock.now()
  await world.run(7_000)
  connectionOf(ada).setState('disconnected')
  const { interruptedSince } = ada.session.getSnapshot()
  expect(from - (interruptedSince ?? 0)).toBeGreaterThanOrEqual(0)
  expect(from - (interruptedSince ?? 0)).toBeLessThanOrEqual(2_000)
  await world.run(limits.MEDIA_LOSS_MS - 9_100)
  expect(ada.lost).toEqual([])
  await world.run(2_200)
  expect(ada.lost).toEqual([{ callId: CALL, reason: 'lost' }])
})

test('thirty seconds without media end the call as lost, told once', async () => {
  const { world, ada } = scene
  await connectBoth(scene)
  world.network.up = false
  world.network.report('disconnected')
  await world.run(limits.MEDIA_LOSS_MS - 100)
  expect(ada.lost).toEqual([])
  await world.run(200)
  expect(ada.lost).toEqual([{ callId: CALL, reason: 'lost' }])
  await world.run(60_000)
  expect(ada.lost).toHaveLength(1)
})

test('a network on which it never works ends the call as failed instead of trying for ever', async () => {
  const { world, ada, bob } = scene
  world.network.up = false
  await connectBoth(scene)
  await world.run(31_000)
  expect(ada.lost).toEqual([{ callId: CALL, reason: 'failed' }])
  expect(bob.lost).toEqual([{ callId: CALL, reason: 'failed' }])
  expect(connectionOf(ada).made.offers).toBe(1)
})

test('a connection that fails before it was ever up is replaced, and all its attempts together end in time', async () => {
  const { world, ada, bob } = scene
  world.network.up = false
  await connectBoth(scene)
  for (let passed = 0; passed < 29_000; passed += 100) {
    // Firefox gives up after five seconds.
    if (passed % 5_000 === 4_500) connectionOf(ada).setState('failed')
    for (const [party, peer] of [
      [ada, bob],
      [bob, ada],
    ] as const) {
      const attempt = ada.renewals.at(-1)?.attempt ?? 0
      party.session.sync(connected(peer, {}, CALL, attempt))
    }
    await world.run(100)
  }
  expect(ada.connections.length).toBeGreaterThan(4)
  expect(ada.connections.map(({ made }) => made.restarts).filter(Boolean)).toEqual([])
  expect([...ada.lost, ...bob.lost]).toEqual([])
  // The last attempt has eight seconds, as a page that comes back late.
  await world.run(8_000)
  for (const party of [ada, bob]) expect(party.lost).toEqual([{ callId: CALL, reason: 'failed' }])
})

test('a call without any answer about ICE servers ends as failed', async () => {
  const { world, bob } = scene
  const eve = world.join('eve', { iceServers: () => new Promise(() => undefined) })
  eve.session.sync(connected(bob))
  await world.run(31_000)
  expect(eve.lost).toEqual([{ callId: CALL, reason: 'failed' }])
  expect(eve.connections).toHaveLength(0)
})

test('no timer of a call touches the next one', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  world.network.up = false
  world.network.report('disconnected')
  await world.run(1_500)
  ada.session.sync(RELEASED)
  bob.session.sync(RELEASED)
  await world.run(200)
  expect(world.clock.pending).toBe(0)
  world.network.up = true
  ada.session.sync(connected(bob, {}, NEXT_CALL))
  bob.session.sync(connected(ada, {}, NEXT_CALL))
  await world.run(60_000)
  expect(connectionOf(ada).made.restarts).toBe(0)
  expect([...ada.lost, ...bob.lost]).toEqual([])
})

test('closing in the middle of every step of a restart leaves no unhandled rejection', async () => {
  const { world, ada, bob } = scene
  for (let step = 0; step < 12; step += 1) {
    const callId = `call-restart-${String(step).padStart(8, '0')}`
    ada.session.sync(connected(bob, {}, callId))
    bob.session.sync(connected(ada, {}, callId))
    await world.run()
    world.network.report('failed')
    for (let turn = 0; turn < step; turn += 1) await Promise.resolve()
    ada.session.sync(RELEASED)
    await world.run(100)
    bob.session.sync(RELEASED)
  }
  await Promise.all([ada.session.settled(), bob.session.settled()])
  expect(ada.session.getSnapshot().connection).toBe('none')
})

test('a connection of which ICE alone says that it is gone is interrupted, and found back by ICE alone', async () => {
  const { world, ada } = scene
  await connectBoth(scene)
  connectionOf(ada).setIceState('disconnected')
  expect(ada.session.getSnapshot().connection).toBe('interrupted')
  connectionOf(ada).setIceState('connected')
  expect(ada.session.getSnapshot().connection).toBe('connected')
  await world.run(60_000)
  expect([ada.lost, connectionOf(ada).made.restarts]).toEqual([[], 0])
})

test('a connection whose ICE comes back after it has failed as a whole is replaced: nothing passes over it any more', async () => {
  const { world, ada } = scene
  await connectBoth(scene)
  world.network.up = false
  connectionOf(ada).setIceState('failed')
  connectionOf(ada).setState('failed')
  await world.run(3_000)
  expect(ada.renewals, 'a restart may help').toEqual([])
  connectionOf(ada).setIceState('connected')
  await world.run(600)
  expect(ada.renewals).toEqual([{ callId: CALL, attempt: 1 }])
  expect(ada.session.getSnapshot().connection).toBe('interrupted')
})

test('one that says that ICE is back a moment before the rest is not', async () => {
  const { world, ada } = scene
  await connectBoth(scene)
  connectionOf(ada).setState('failed')
  connectionOf(ada).setIceState('failed')
  connectionOf(ada).setIceState('connected')
  await world.run(300)
  connectionOf(ada).setState('connected')
  await world.run(3_000)
  expect(ada.renewals).toEqual([])
  expect(ada.session.getSnapshot().connection).toBe('connected')
})

test('ICE alone does not make a first connection: the keys are agreed on after it', async () => {
  const { world, ada } = scene
  world.network.up = false
  await connectBoth(scene)
  connectionOf(ada).setIceState('connected')
  expect(ada.session.getSnapshot().connection).toBe('connecting')
})

test('attempts to restart lie further and further apart, until there is media again', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  world.network.usable = () => false
  const attempts: number[] = []
  const since = world.clock.now()
  connectionOf(ada).setState('failed')
  while (world.clock.now() - since < 20_000) {
    await world.run(50)
    if (connectionOf(ada).made.restarts > attempts.length) attempts.push(world.clock.now() - since)
  }
  expect(attempts.map((at) => Math.round(at / 1_000))).toEqual([0, 2, 6, 14])
  world.network.usable = () => true
  await world.run(10_000)
  expect(connectionOf(ada).made.restarts).toBe(attempts.length + 1)
  expect(ada.session.getSnapshot().connection).toBe('connected')
  expect([...ada.lost, ...bob.lost]).toEqual([])
})

test('another network restarts ICE at once, though the connection does not know of it yet', async () => {
  const { world, ada } = scene
  await connectBoth(scene)
  for (const listener of ada.networkListeners) listener()
  await world.run(50)
  expect(connectionOf(ada).made.restarts).toBe(1)
  // The browser tells twice what happened once; what comes within two seconds is one more attempt, not many.
  for (let time = 0; time < 5; time += 1) for (const listener of ada.networkListeners) listener()
  await world.run(5_000)
  expect(connectionOf(ada).made.restarts).toBe(2)
  await world.run(60_000)
  expect(connectionOf(ada).made.restarts).toBe(2)
  expect(ada.session.getSnapshot().connection).toBe('connected')
})

test('the snapshot tells since when the connection is interrupted', async () => {
  const { world, ada } = scene
  await connectBoth(scene)
  expect(ada.session.getSnapshot().interruptedSince).toBeNull()
  const now = world.clock.now()
  connectionOf(ada).setState('disconnected')
  await world.run(1_000)
  connectionOf(ada).setIceState('disconnected')
  expect(ada.session.getSnapshot().interruptedSince).toBe(now)
  connectionOf(ada).setState('connected')
  expect(ada.session.getSnapshot().interruptedSince).toBeNull()
})
