import { expect, test, vi } from 'vitest'
import type { IceServers } from '../ports.ts'
import { flush } from '../testing/index.ts'
import { CALL, connectBoth, connected, connectionOf, preview, RELEASED, useWorld } from '../testing/useWorld.ts'

const scene = useWorld()

test('a call that ends while ICE servers are asked for never opens a connection', async () => {
  const { world, bob } = scene
  let answer = (_servers: IceServers) => {}
  const iceServers = vi.fn(() => new Promise<IceServers>((resolve) => (answer = resolve)))
  const eve = world.join('eve', { iceServers })
  eve.session.sync(connected(bob))
  eve.session.sync(RELEASED)
  await flush()
  expect(iceServers).not.toHaveBeenCalled()
  eve.session.sync(connected(bob))
  await flush()
  eve.session.sync(RELEASED)
  answer({ servers: [], renewAt: null })
  await flush()
  expect(eve.connections).toEqual([])
})

test('candidates that wait for their batch are not sent once the call is over', async () => {
  const { world, ada, bob } = scene
  ada.session.sync(connected(bob))
  await flush()
  expect(world.wire.sent).toHaveLength(1)
  ada.session.sync(RELEASED)
  expect(world.clock.pending).toBe(0)
  await world.run()
  expect(world.wire.sent).toHaveLength(1)
})

test('a picture that freezes as the call ends leaves no timer', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  for (const { receiver } of connectionOf(bob).transceivers) receiver.track.setMuted(true)
  ada.session.sync(RELEASED)
  bob.session.sync(RELEASED)
  await flush()
  expect(world.clock.pending).toBe(0)
})

test('T34: hanging up takes the tracks off every sender in the task of the press, whatever the goodbye waits for', async () => {
  const { world, ada } = scene
  await connectBoth(scene)
  const senders = connectionOf(ada).transceivers.map(({ sender }) => sender)
  expect(senders.map(({ track }) => track?.kind)).toEqual(['audio', 'video'])
  // The goodbye does not leave: the connection stays open for a while.
  world.network.up = false
  ada.session.sync(RELEASED)
  expect(senders.map(({ asked }) => asked)).toEqual([null, null])
  expect(connectionOf(ada).closed).toBe(false)
  await world.run()
  expect(connectionOf(ada).closed).toBe(true)
})

test('signals kept for a call go with it', async () => {
  const { world, ada, bob } = scene
  ada.session.sync(connected(bob))
  bob.session.sync(preview())
  await world.run()
  bob.session.sync(RELEASED)
  bob.session.sync(connected(ada))
  await world.run()
  expect(connectionOf(bob).remoteDescription).toBeNull()
})

test('tracks that are there already are on their senders before the connection is up', async () => {
  const { world, ada } = scene
  world.network.up = false
  ada.session.sync(preview())
  await world.run()
  await connectBoth(scene)
  expect(connectionOf(ada).connectionState).toBe('connecting')
  expect(connectionOf(ada).transceivers.map(({ sender }) => sender.track?.kind)).toEqual(['audio', 'video'])
})

test('nothing is sent, and no address leaves, before the plan says connected', async () => {
  const { world, ada, bob } = scene
  ada.session.sync(preview())
  await world.run()
  expect([ada.connections, world.wire.sent]).toEqual([[], []])
  bob.session.receive(CALL, ada.device, { type: 'candidates', candidates: [] })
  await world.run()
  expect(bob.connections).toEqual([])
})
