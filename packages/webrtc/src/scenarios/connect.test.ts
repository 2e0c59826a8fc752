import { expect, test } from 'vitest'
import {
  CALL,
  connectBoth,
  connected,
  connectionOf,
  NEXT_CALL,
  preview,
  received,
  useWorld,
  wish,
} from '../testing/useWorld.ts'

const scene = useWorld()

test('two who are in one call see and hear each other', async () => {
  await connectBoth(scene)
  for (const party of [scene.ada, scene.bob]) {
    expect(received(party, 'audio')).toBe('Built-in microphone')
    expect(received(party, 'video')).toBe('Built-in camera')
    expect(party.session.getSnapshot()).toMatchObject({
      connection: 'connected',
      remote: { microphone: true, camera: true },
    })
    expect(party.session.getSnapshot().remoteStream?.getTracks()).toHaveLength(2)
  }
})

test('one offer and one answer are enough, whenever the tracks come', async () => {
  const { world, ada, bob } = scene
  ada.media.manual = true
  bob.media.manual = true
  await connectBoth(scene)
  expect(ada.session.getSnapshot().connection).toBe('connected')
  ada.media.grant()
  await world.run()
  bob.media.grant()
  await world.run()
  expect(received(ada, 'video')).toBe('Built-in camera')
  expect(received(bob, 'video')).toBe('Built-in camera')
  expect(world.wire.sent.filter(({ signal }) => signal.type === 'description')).toHaveLength(2)
})

test('the responder never makes the first offer', async () => {
  const { world, ada, bob } = scene
  bob.session.sync(connected(ada))
  await world.run()
  expect(world.wire.sent).toEqual([])
})

test('signals that come before the plan are kept for it', async () => {
  const { world, ada, bob } = scene
  ada.session.sync(connected(bob))
  await world.run()
  bob.session.sync(preview())
  await world.run()
  bob.session.sync(connected(ada))
  await world.run()
  expect(bob.session.getSnapshot().connection).toBe('connected')
  expect(connectionOf(bob).applied).toHaveLength(4)
})

test('without ICE servers the call is still tried', async () => {
  const { world, bob } = scene
  const eve = world.join('eve', { iceServers: () => Promise.reject(new Error('no server')) })
  eve.session.sync(connected(bob))
  bob.session.sync({ ...connected(eve), ...{ remote: eve.device } })
  await world.run()
  expect(eve.session.getSnapshot().connection).toBe('connected')
})

test('going on to the next call closes the connection of the one before', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  ada.session.sync(connected(bob, {}, NEXT_CALL))
  bob.session.sync(connected(ada, {}, NEXT_CALL))
  await world.run()
  expect(ada.connections.map(({ closed }) => closed)).toEqual([true, false])
  expect(received(ada, 'video')).toBe('Built-in camera')
  expect(ada.media.requests).toHaveLength(1)
})

test('leaving the connection for the preview keeps the camera and closes the connection', async () => {
  const { world, ada } = scene
  await connectBoth(scene)
  ada.session.sync(preview())
  await world.run()
  expect(connectionOf(ada).closed).toBe(true)
  expect(ada.session.getSnapshot()).toMatchObject({ connection: 'none', remoteStream: null, camera: { state: 'on' } })
})

test("a server's address that the browser does not accept does not cost the call", async () => {
  const { world, bob } = scene
  const strict = world.join('eve', {
    iceServers: async () => ({ servers: [{ urls: 'stun:a.example:99999' }], renewAt: null }),
    createPeerConnection(config) {
      if (config.iceServers?.length) throw new DOMException('bad address', 'SyntaxError')
      return world.network.createPeerConnection(config)
    },
  })
  const known = { kind: 'connected', callId: CALL, attempt: 0, local: wish() } as const
  strict.session.sync({ ...known, role: 'responder', remote: bob.device })
  bob.session.sync({ ...known, role: 'initiator', remote: strict.device })
  await world.run()
  expect(strict.session.getSnapshot().connection).toBe('connected')
})
