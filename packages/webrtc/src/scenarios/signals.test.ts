import type { Signal } from '@parley/protocol'
import { expect, test } from 'vitest'
import {
  CALL,
  connectBoth,
  connected,
  connectionOf,
  NEXT_CALL,
  RELEASED,
  received,
  useWorld,
} from '../testing/useWorld.ts'

const scene = useWorld()

const isDescription = (type: 'offer' | 'answer') => (envelope: { signal: Signal }) =>
  envelope.signal.type === 'description' && envelope.signal.description.type === type
const isCandidates = (envelope: { signal: Signal }) => envelope.signal.type === 'candidates'

test('no candidate is lost when candidates overtake their description', async () => {
  const { world, ada, bob } = scene
  world.wire.paused = true
  ada.session.sync(connected(bob))
  bob.session.sync(connected(ada))
  await world.run()
  world.wire.inFlight.reverse()
  world.wire.paused = false
  await world.run()
  for (const party of [ada, bob]) {
    expect(connectionOf(party).applied).toHaveLength(4)
    expect(connectionOf(party).rejectedCandidates).toBe(0)
  }
})

test('candidates are never sent before the description they belong to', async () => {
  await connectBoth(scene)
  for (const { device } of [scene.ada, scene.bob]) {
    const sent = scene.world.wire.sent.filter(({ from }) => from === device)
    expect(sent[0]?.signal.type).toBe('description')
    expect(sent.filter(isCandidates)).toHaveLength(1)
  }
})

test('candidates before their offer, of another call or of another device reach nothing they should not', async () => {
  const { world, ada, bob } = scene
  const stray: Signal = {
    type: 'candidates',
    candidates: [{ candidate: 'stray', sdpMid: '0', sdpMLineIndex: 0, usernameFragment: 'u1' }],
  }
  bob.session.receive(CALL, { userId: 'eve', deviceId: 'eve-device-0123456789' }, stray)
  bob.session.receive(NEXT_CALL, ada.device, stray)
  await connectBoth(scene)
  bob.session.receive(CALL, { userId: 'eve', deviceId: 'eve-device-0123456789' }, stray)
  bob.session.receive(NEXT_CALL, ada.device, stray)
  await world.run()
  expect(connectionOf(bob).applied).not.toContain('stray')
  expect(connectionOf(bob).applied).toHaveLength(4)
})

test('a duplicate or misrouted answer is ignored and the next negotiation works', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  const [answer] = world.wire.sent.filter(isDescription('answer'))
  if (answer) for (let copy = 0; copy < 3; copy += 1) world.wire.send(answer)
  if (answer?.signal.type === 'description') {
    ada.session.receive(CALL, bob.device, { ...answer.signal, negotiation: 'other' })
  }
  await world.run()
  connectionOf(ada).restartIce()
  await world.run()
  expect(connectionOf(ada).made.offers).toBe(2)
  expect(connectionOf(ada).signalingState).toBe('stable')
})

test('a repeated offer is answered once', async () => {
  const { world, bob } = scene
  await connectBoth(scene)
  const [offer] = world.wire.sent.filter(isDescription('offer'))
  if (offer) world.wire.send(offer)
  await world.run()
  expect(connectionOf(bob).made.answers).toBe(1)
})

test('an answer to an offer that was replaced is ignored', async () => {
  const { world, ada, bob } = scene
  world.network.channels = false
  await connectBoth(scene)
  connectionOf(ada).restartIce()
  world.wire.paused = true
  await world.run()
  const stale = world.wire.sent.find(isDescription('answer'))
  if (stale) ada.session.receive(CALL, bob.device, stale.signal)
  await world.run()
  expect(connectionOf(ada).signalingState).toBe('have-local-offer')
})

test('when both offer at once the polite one gives way and both end stable and connected', async () => {
  const { world, ada, bob } = scene
  world.network.channels = false
  await connectBoth(scene)
  connectionOf(ada).restartIce()
  connectionOf(bob).restartIce()
  world.wire.paused = true
  await world.run()
  expect(world.wire.inFlight.filter(isDescription('offer'))).toHaveLength(2)
  world.wire.paused = false
  await world.run()
  for (const party of [ada, bob]) {
    expect(connectionOf(party).signalingState).toBe('stable')
    expect(connectionOf(party).transceivers.map(({ mid }) => mid)).toEqual(['0', '1'])
    expect(connectionOf(party).applied).toHaveLength(4)
    expect(received(party, 'video')).toBe('Built-in camera')
  }
})

test('candidates of an older ICE generation are dropped after a restart', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  const [old] = world.wire.sent.filter(({ from, signal }) => from === ada.device && signal.type === 'candidates')
  connectionOf(ada).restartIce()
  await world.run()
  if (old) bob.session.receive(CALL, ada.device, old.signal)
  await world.run()
  expect(connectionOf(bob).rejectedCandidates).toBe(0)
  expect(connectionOf(bob).applied).toHaveLength(4)
})

test('the end of candidates is neither sent nor applied', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  const end = { candidate: '', sdpMid: '0', sdpMLineIndex: 0, usernameFragment: null }
  bob.session.receive(CALL, ada.device, { type: 'candidates', candidates: [end] })
  await world.run()
  const sent = world.wire.sent.flatMap(({ signal }) => (signal.type === 'candidates' ? signal.candidates : []))
  expect(sent.every(({ candidate }) => candidate !== '')).toBe(true)
  expect(connectionOf(bob).rejectedCandidates).toBe(0)
})

test('candidates found late are sent as well, so that a relay is used where nothing else leads anywhere', async () => {
  const { world, ada, bob } = scene
  world.network.usable = (candidate) => candidate.startsWith('turn')
  await connectBoth(scene)
  expect(ada.session.getSnapshot().connection).toBe('connecting')
  connectionOf(ada).emitCandidate('turn ada')
  await world.run(2_000)
  connectionOf(bob).emitCandidate('turn bob')
  await world.run()
  expect(ada.session.getSnapshot().connection).toBe('connected')
})

test('a late answer revives nothing', async () => {
  const { world, ada, bob } = scene
  ada.session.sync(connected(bob))
  bob.session.sync(connected(ada))
  await world.run(50)
  world.wire.paused = true
  await world.run()
  ada.session.sync(RELEASED)
  world.wire.paused = false
  await world.run()
  expect(ada.connections).toHaveLength(1)
  expect(ada.session.getSnapshot().connection).toBe('none')
  ada.session.sync(connected(bob, {}, NEXT_CALL))
  await world.run()
  expect(connectionOf(ada).remoteDescription).toBeNull()
})

test('T6: a candidate the browser cannot use ends nothing, and those beside it are used', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  const connection = connectionOf(bob)
  const add = connection.addIceCandidate.bind(connection)
  connection.addIceCandidate = (candidate) =>
    candidate.candidate === 'x.local' ? Promise.reject(new DOMException('no such name')) : add(candidate)
  const found = { sdpMid: '0', sdpMLineIndex: 0, usernameFragment: connectionOf(ada).ufrag }
  const candidates = ['x.local', 'good'].map((candidate) => ({ ...found, candidate }))
  bob.session.receive(CALL, ada.device, { type: 'candidates', candidates })
  await world.run()
  expect(connection.applied).toContain('good')
  expect(bob.session.getSnapshot().connection).toBe('connected')
})

test('a description the browser cannot read does not stop the next one', async () => {
  const { world, ada, bob } = scene
  const description = { type: 'offer', sdp: 'nonsense' } as const
  const known = { callId: CALL, remote: bob.device, role: 'initiator', negotiation: 'broken' } as const
  const seal = await ada.signer.sign(known, description)
  bob.session.sync(connected(ada))
  bob.session.receive(CALL, ada.device, { type: 'description', negotiation: 'broken', description, seal })
  await connectBoth(scene)
  await world.run()
  expect(bob.session.getSnapshot().connection).toBe('connected')
})
