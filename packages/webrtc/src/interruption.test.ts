import { expect, test, vi } from 'vitest'
import { CALL, connectBoth, connected, connectionOf, NEXT_CALL, RELEASED, useWorld } from './testing/useWorld.ts'

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
  const iceServers = vi.fn(async () => [{ urls: 'turn:relay.example' }])
  const eve = world.join('eve', { iceServers })
  eve.session.sync(connected(bob))
  await world.run()
  connectionOf(eve).setState('failed')
  await world.run()
  expect(iceServers).toHaveBeenCalledTimes(2)
  expect(connectionOf(eve).configuration).toMatchObject({ iceServers: [{ urls: 'turn:relay.example' }] })
})

test('thirty seconds without media end the call as lost, told once', async () => {
  const { world, ada } = scene
  await connectBoth(scene)
  world.network.up = false
  world.network.report('disconnected')
  await world.run(29_900)
  expect(ada.lost).toEqual([])
  await world.run(60_000)
  expect(ada.lost).toEqual([{ callId: CALL, reason: 'lost' }])
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
