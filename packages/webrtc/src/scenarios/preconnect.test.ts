import { expect, test } from 'vitest'
import type { MediaPlan } from '../mediaPlan.ts'
import type { FakeParty } from '../testing/index.ts'
import { CALL, connected, connectionOf, preview, RELEASED, received, useWorld, wish } from '../testing/useWorld.ts'

const scene = useWorld()

/** It rings, and the two may connect meanwhile; ada calls. */
const preconnect = (...to: FakeParty[]): MediaPlan => ({
  kind: 'preconnect',
  callId: CALL,
  role: to.some(({ device }) => device.userId === 'ada') ? 'responder' : 'initiator',
  standby: to.map(({ device }) => device),
  withheld: [],
  local: wish(),
})

async function preconnectBoth(): Promise<void> {
  const { world, ada, bob } = scene
  ada.session.sync(preconnect(bob))
  bob.session.sync(preconnect(ada))
  await world.run(1_000)
}

const sent = (party: FakeParty) => connectionOf(party).transceivers.map(({ sender }) => sender.track)
const told = (party: FakeParty) => connectionOf(party).channels.flatMap(({ sent }) => sent)

test('while it rings the two are connected, and nothing is heard, seen, told or shown', async () => {
  await preconnectBoth()
  for (const party of [scene.ada, scene.bob]) {
    expect(connectionOf(party).connectionState).toBe('connected')
    expect(connectionOf(party).transceivers.map(({ direction }) => direction)).toEqual(['sendrecv', 'sendrecv'])
    expect(sent(party)).toEqual([null, null])
    expect(told(party)).toEqual([])
    expect(party.session.getSnapshot()).toMatchObject({ connection: 'none', remoteStream: null })
    expect(party.session.getSnapshot().camera.state).toBe('on')
  }
})

test('an answer puts the tracks on it without any negotiation, and the caller hears of it over the connection', async () => {
  const { world, ada, bob } = scene
  await preconnectBoth()
  const made = () => [connectionOf(ada), connectionOf(bob)].map((connection) => ({ ...connection.made }))
  const before = made()
  world.wire.paused = true
  bob.session.sync(connected(ada))
  await world.run(100)
  expect(ada.accepted).toContainEqual({ callId: CALL, by: bob.device })
  expect(received(ada, 'video')).toBe('Built-in camera')
  expect(sent(ada), 'the caller waits for its own plan').toEqual([null, null])
  ada.session.sync(connected(bob))
  await world.run(100)
  expect(received(bob, 'video')).toBe('Built-in camera')
  for (const party of [ada, bob]) {
    expect(party.session.getSnapshot()).toMatchObject({ connection: 'connected', remote: { camera: true } })
    expect(party.connections).toHaveLength(1)
  }
  expect(made()).toEqual(before)
})

test('the server may be quicker: the same connection is used', async () => {
  const { world, ada, bob } = scene
  await preconnectBoth()
  ada.session.sync(connected(bob))
  await world.run(100)
  bob.session.sync(connected(ada))
  await world.run(200)
  for (const party of [ada, bob]) {
    expect(party.session.getSnapshot().connection).toBe('connected')
    expect(party.connections).toHaveLength(1)
  }
})

test('an answer before it is up waits for it, and does not begin anew', async () => {
  const { world, ada, bob } = scene
  ada.session.sync(preconnect(bob))
  bob.session.sync(preconnect(ada))
  ada.session.sync(connected(bob))
  bob.session.sync(connected(ada))
  expect(ada.session.getSnapshot().connection).toBe('connecting')
  await world.run(1_000)
  for (const party of [ada, bob]) {
    expect(party.session.getSnapshot().connection).toBe('connected')
    expect(party.connections).toHaveLength(1)
  }
  expect([...ada.renewals, ...bob.renewals]).toEqual([])
})

test('a device that lost the race is let go of at once, and hears nothing', async () => {
  const { world, ada, bob } = scene
  const tablet = world.join('bob2')
  ada.session.sync(preconnect(bob, tablet))
  bob.session.sync(preconnect(ada))
  tablet.session.sync(preconnect(ada))
  await world.run(1_000)
  expect(ada.connections).toHaveLength(2)
  bob.session.sync(connected(ada))
  ada.session.sync(connected(bob))
  expect(ada.connections.filter(({ closed }) => !closed)).toHaveLength(1)
  await world.run(1_000)
  expect(tablet.session.getSnapshot().connection).toBe('none')
  expect([...tablet.lost, ...tablet.left]).toEqual([])
  expect([received(tablet, 'audio'), received(tablet, 'video')]).toEqual([null, null])
  tablet.session.sync(RELEASED)
  await world.run(100)
  expect(received(bob, 'video')).toBe('Built-in camera')
})

test('nobody answers: all that was made goes, without a word to anybody', async () => {
  const { world, ada, bob } = scene
  await preconnectBoth()
  ada.session.sync(RELEASED)
  bob.session.sync(RELEASED)
  await world.run(40_000)
  for (const party of [ada, bob]) expect([...party.lost, ...party.left, ...party.renewals]).toEqual([])
})

test.each(['ada', 'bob'] as const)('%s alone preconnects: the answer connects as it always did', async (who) => {
  const { world, ada, bob } = scene
  const [alone, other] = who === 'ada' ? [ada, bob] : [bob, ada]
  alone.session.sync(preconnect(other))
  other.session.sync(preview())
  await world.run(1_000)
  alone.session.sync(connected(other))
  other.session.sync(connected(alone))
  await world.run(1_000)
  for (const party of [alone, other]) expect(party.session.getSnapshot().connection).toBe('connected')
  expect([...alone.renewals, ...other.renewals]).toEqual([])
})

test('a description that could not be checked while it rang ends the preconnected link, not the call', async () => {
  const { world, bob } = scene
  bob.signer.broken = 'verify'
  await preconnectBoth()
  await world.run(5_000)
  expect(connectionOf(bob).closed).toBe(true)
  expect(bob.lost).toEqual([])
})

test('a description that fails verification ends the preconnected link, not the call', async () => {
  const { world, ada, bob } = scene
  bob.signer.refutes = true
  await preconnectBoth()
  expect(connectionOf(bob).closed).toBe(true)
  expect(bob.lost).toEqual([])
  bob.signer.refutes = false
  ada.session.sync(connected(bob))
  bob.session.sync(connected(ada))
  await world.run(50)
  expect(bob.renewals.at(-1)).toEqual({ callId: CALL, attempt: 1 })
  bob.session.sync(connected(ada, {}, CALL, 1))
  await world.run(100)
  expect(ada.renewals.at(-1)).toEqual({ callId: CALL, attempt: 1 })
  ada.session.sync(connected(bob, {}, CALL, 1))
  expect(ada.session.getSnapshot().connection).toBe('connecting')
  await world.run(1_000)
  for (const party of [ada, bob]) expect(party.session.getSnapshot().connection).toBe('connected')
})

test('one that never came up is given three seconds once it is needed, and then another is tried', async () => {
  const { world, ada, bob } = scene
  world.wire.paused = true
  await preconnectBoth()
  world.wire.inFlight.length = 0
  world.wire.paused = false
  ada.session.sync(connected(bob))
  bob.session.sync(connected(ada))
  await world.run(2_900)
  expect(ada.renewals).toEqual([])
  await world.run(200)
  expect(ada.renewals).toEqual([{ callId: CALL, attempt: 1 }])
  ada.session.sync(connected(bob, {}, CALL, 1))
  await world.run(100)
  bob.session.sync(connected(ada, {}, CALL, 1))
  await world.run(1_000)
  for (const party of [ada, bob]) expect(party.session.getSnapshot().connection).toBe('connected')
})

test('messages that the other side sends on the channels before this one knows of the answer are not lost', async () => {
  const { world, ada, bob } = scene
  await preconnectBoth()
  const heard: unknown[] = []
  ada.session.channel('bulk').subscribe(
    'note',
    (payload) => payload,
    ({ payload }) => heard.push(payload),
  )
  bob.session.sync(connected(ada))
  await world.run(50)
  expect(bob.session.channel('bulk').send('note', 'early')).toBe(true)
  await world.run(50)
  expect(heard).toEqual([])
  ada.session.sync(connected(bob))
  await world.run(50)
  expect(heard).toEqual(['early'])
})

test.each<[string, MediaPlan]>([
  ['', { kind: 'released', silent: true }],
  [', to the lobby it came from', { kind: 'preview', callId: 'lobby', local: wish(), silent: true }],
])('a device that answered too late goes without a word%s: the caller talks to another', async (_where, plan) => {
  const { world, ada, bob } = scene
  await preconnectBoth()
  bob.session.sync(connected(ada))
  ada.session.sync(connected(bob))
  await world.run(100)
  bob.session.sync(plan)
  await world.run(1_000)
  expect(connectionOf(bob).closed).toBe(true)
  expect([...ada.left, ...ada.lost]).toEqual([])
})
