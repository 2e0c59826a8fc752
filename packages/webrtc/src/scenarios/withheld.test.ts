import type { Signal } from '@parley/protocol'
import { expect, test } from 'vitest'
import type { MediaPlan } from '../mediaPlan.ts'
import type { FakeParty } from '../testing/index.ts'
import { CALL, connected, connectionOf, preview, RELEASED, received, useWorld, wish } from '../testing/useWorld.ts'

const scene = useWorld()

/** It rings at these devices, none of which may learn an address before the answer; ada calls. */
const withhold = (...to: FakeParty[]): MediaPlan => ({
  kind: 'preconnect',
  callId: CALL,
  role: 'initiator',
  standby: [],
  withheld: to.map(({ device }) => device),
  local: wish(),
})

/** It rings here, and somebody unknown calls. */
const ringing = (): MediaPlan => ({
  ...{ kind: 'preconnect', callId: CALL, role: 'responder', standby: [], withheld: [scene.ada.device], local: wish() },
})

async function ring(): Promise<void> {
  const { world, ada, bob } = scene
  ada.session.sync(withhold(bob))
  bob.session.sync(ringing())
  await world.run(1_000)
}

const sent = (party: FakeParty) =>
  scene.world.wire.sent.filter(({ from }) => from === party.device).map(({ signal }) => signal.type)

test('T5: while it rings an offer leaves, and its answer is made; no address leaves, and none is tried', async () => {
  await ring()
  const { ada, bob } = scene
  expect(sent(ada)).toEqual(['description'])
  expect(sent(bob)).toEqual([])
  expect(connectionOf(ada).remoteDescription).toBeNull()
  expect(connectionOf(bob).made.answers).toBe(1)
  for (const party of [ada, bob])
    expect(party.session.getSnapshot()).toMatchObject({ connection: 'none', remoteStream: null })
})

test('the answer is all that is missing: one offer, one answer, one connection each', async () => {
  const { world, ada, bob } = scene
  await ring()
  bob.session.sync(connected(ada))
  ada.session.sync(connected(bob))
  expect([sent(ada), sent(bob)], 'at once').toEqual([
    ['description', 'candidates'],
    ['description', 'candidates'],
  ])
  await world.run(200)
  for (const party of [ada, bob]) {
    expect(party.session.getSnapshot().connection).toBe('connected')
    expect(party.connections).toHaveLength(1)
  }
  expect(connectionOf(ada).made).toMatchObject({ offers: 1, answers: 0 })
  expect([received(ada, 'video'), received(bob, 'video')]).toEqual(['Built-in camera', 'Built-in camera'])
  expect([...ada.renewals, ...bob.renewals]).toEqual([])
})

test('T28: of a stranger one description is looked at before the answer, and nothing else', async () => {
  const { world, ada, bob } = scene
  await ring()
  const [offer] = world.wire.sent
  if (offer?.signal.type !== 'description') throw new Error('no offer was sent')
  const candidate = { candidate: 'host', sdpMid: '0', sdpMLineIndex: 0, usernameFragment: null }
  const others: Signal[] = [
    { ...offer.signal, negotiation: 'another' },
    { type: 'candidates', candidates: [candidate] },
    { type: 'away', attempt: 0 },
  ]
  for (const signal of others) world.wire.send({ ...offer, signal })
  await world.run(1_000)
  expect(bob.signer.verified).toHaveLength(1)
  expect(connectionOf(bob)).toMatchObject({ applied: [], made: { answers: 1 } })
  expect(ada.signer.verified).toHaveLength(0)
})

test('signals that a device sends before it has answered are looked at only after the answer', async () => {
  const { world, ada, bob } = scene
  ada.session.sync(withhold(bob))
  // Theirs is connected already, whatever they should do.
  bob.session.sync(connected(ada))
  await world.run(1_000)
  expect(sent(bob)).toContain('description')
  expect(connectionOf(ada)).toMatchObject({ remoteDescription: null, applied: [] })
  expect(sent(ada)).toEqual(['description'])
  ada.session.sync(connected(bob))
  await world.run(200)
  expect(ada.session.getSnapshot().connection).toBe('connected')
})

test('somebody who turns out to be known is connected to while it rings, over the same connection', async () => {
  const { world, ada, bob } = scene
  await ring()
  ada.session.sync({
    ...withhold(),
    kind: 'preconnect',
    role: 'initiator',
    standby: [bob.device],
    withheld: [],
  } as MediaPlan)
  bob.session.sync({
    ...ringing(),
    kind: 'preconnect',
    role: 'responder',
    standby: [ada.device],
    withheld: [],
  } as MediaPlan)
  await world.run(1_000)
  for (const party of [ada, bob]) {
    expect(connectionOf(party).connectionState).toBe('connected')
    expect(party.connections).toHaveLength(1)
    expect(party.session.getSnapshot().connection).toBe('none')
  }
})

test('of several devices the one that answers is connected to, and the offers to the others are void', async () => {
  const { world, ada, bob } = scene
  const tablet = world.join('bob2')
  ada.session.sync(withhold(bob, tablet))
  for (const device of [bob, tablet]) device.session.sync(ringing())
  await world.run(1_000)
  expect(ada.connections).toHaveLength(2)
  bob.session.sync(connected(ada))
  ada.session.sync(connected(bob))
  tablet.session.sync(RELEASED)
  await world.run(200)
  expect(ada.connections.filter(({ closed }) => !closed)).toHaveLength(1)
  expect(connectionOf(tablet).closed).toBe(true)
  expect(received(bob, 'video')).toBe('Built-in camera')
})

test('a stranger whose offer fails verification is connected to as anybody is, once that is decided', async () => {
  const { world, ada, bob } = scene
  bob.signer.refutes = true
  await ring()
  expect(connectionOf(bob).closed).toBe(true)
  expect(bob.lost).toEqual([])
  bob.signer.refutes = false
  bob.session.sync(connected(ada))
  ada.session.sync(connected(bob))
  await world.run(50)
  expect(bob.renewals.at(-1)).toEqual({ callId: CALL, attempt: 1 })
  bob.session.sync(connected(ada, {}, CALL, 1))
  ada.session.sync(connected(bob, {}, CALL, 1))
  await world.run(1_000)
  for (const party of [ada, bob]) expect(party.session.getSnapshot().connection).toBe('connected')
})

test('an offer that never arrived is made anew three seconds after the answer', async () => {
  const { world, ada, bob } = scene
  world.wire.paused = true
  await ring()
  world.wire.inFlight.length = 0
  world.wire.paused = false
  bob.session.sync(connected(ada))
  ada.session.sync(connected(bob))
  await world.run(2_900)
  expect(ada.renewals).toEqual([])
  await world.run(200)
  expect(ada.renewals).toEqual([{ callId: CALL, attempt: 1 }])
  ada.session.sync(connected(bob, {}, CALL, 1))
  bob.session.sync(connected(ada, {}, CALL, 1))
  await world.run(1_000)
  for (const party of [ada, bob]) expect(party.session.getSnapshot().connection).toBe('connected')
})

test('a way that is long in coming up is not given up for that', async () => {
  const { world, ada, bob } = scene
  world.network.up = false
  await ring()
  bob.session.sync(connected(ada))
  ada.session.sync(connected(bob))
  await world.run(8_000)
  expect([...ada.renewals, ...bob.renewals]).toEqual([])
  expect(ada.session.getSnapshot().connection).toBe('connecting')
})

test('nobody answers: all that was made goes, without a word to anybody', async () => {
  const { world, ada, bob } = scene
  await ring()
  ada.session.sync(RELEASED)
  bob.session.sync(RELEASED)
  await world.run(40_000)
  for (const party of [ada, bob]) {
    expect([...party.lost, ...party.left, ...party.renewals]).toEqual([])
    expect(party.connections.every(({ closed }) => closed)).toBe(true)
  }
  expect([...sent(ada), ...sent(bob)]).toEqual(['description'])
})

test.each([
  ['the callee', 200],
  ['the caller', 3_000],
])('%s comes into another network while it rings, and is looked for there after the answer', async (who, ms) => {
  const { world, ada, bob } = scene
  await ring()
  const moved = who === 'the caller' ? ada : bob
  for (const tell of moved.networkListeners) tell()
  // What was found out before leads nowhere.
  world.network.usable = () => connectionOf(moved).made.restarts > 0
  bob.session.sync(connected(ada))
  ada.session.sync(connected(bob))
  await world.run(ms)
  expect(connectionOf(moved).made.restarts).toBe(1)
  await world.run(1_000)
  for (const party of [ada, bob]) expect(party.session.getSnapshot().connection).toBe('connected')
})

test('while a person is asked about the other’s identity, nothing is begun anew', async () => {
  const { world, ada, bob } = scene
  ada.session.sync(withhold(bob))
  bob.session.sync(preview())
  await world.run(100)
  bob.signer.slowVerify = true
  bob.session.sync(connected(ada))
  ada.session.sync(connected(bob))
  await world.run(2_900)
  expect(bob.signer.waiting).toBe(1)
  expect(bob.renewals).toEqual([])
  await world.run(5_000)
  expect(bob.renewals).toEqual([])
})

test('addresses are looked for once the page may use its devices, or once they are needed', async () => {
  const { world, ada, bob } = scene
  bob.media.manual = true
  ada.session.sync(withhold(bob))
  bob.session.sync(ringing())
  await world.run(1_000)
  expect(bob.connections).toHaveLength(0)
  bob.session.sync(connected(ada))
  ada.session.sync(connected(bob))
  await world.run(200)
  expect(bob.session.getSnapshot().connection).toBe('connected')
})

test.each(['failed', 'checking'] as const)(
  'it rings so long that the browser gives up (its connection says it by ICE, %s): the answer takes another attempt',
  async (ice) => {
    const { world, ada, bob } = scene
    await ring()
    if (ice === 'failed') connectionOf(bob).setIceState('failed')
    else connectionOf(bob).setState('failed')
    await world.run(3_000)
    expect(bob.renewals, 'nothing is tried before the answer').toEqual([])
    bob.session.sync(connected(ada))
    expect(bob.renewals).toEqual([{ callId: CALL, attempt: 1 }])
    bob.session.sync(connected(ada, {}, CALL, 1))
    ada.session.sync(connected(bob))
    await world.run(50)
    ada.session.sync(connected(bob, {}, CALL, 1))
    await world.run(200)
    for (const party of [ada, bob]) expect(party.session.getSnapshot().connection).toBe('connected')
    expect(connectionOf(bob).made.restarts).toBe(0)
    expect([received(ada, 'video'), received(bob, 'video')]).toEqual(['Built-in camera', 'Built-in camera'])
  },
)
