import { expect, test } from 'vitest'
import type { MediaPlan } from './mediaPlan.ts'
import type { FakeParty } from './testing/index.ts'
import { CALL, connected, connectionOf, preview, RELEASED, received, useWorld, wish } from './testing/useWorld.ts'

const scene = useWorld()

/** It rings at these devices, none of which may learn an address before the answer; ada calls. */
const offered = (...to: FakeParty[]): MediaPlan => ({
  kind: 'warm',
  callId: CALL,
  role: 'initiator',
  remotes: [],
  offered: to.map(({ device }) => device),
  local: wish(),
})

/** It rings here: this device finds out how it can be reached. */
const ringing: MediaPlan = { ...preview(), kind: 'preview', gather: 'all' }

async function ring(): Promise<void> {
  const { world, ada, bob } = scene
  ada.session.sync(offered(bob))
  bob.session.sync(ringing)
  await world.run(1_000)
}

const sent = (party: FakeParty) =>
  scene.world.wire.sent.filter(({ from }) => from === party.device).map(({ signal }) => signal.type)

test('while it rings the offer is there, and no address of anybody', async () => {
  await ring()
  const { ada, bob } = scene
  expect(sent(ada)).toEqual(['description'])
  expect(sent(bob)).toEqual([])
  expect(connectionOf(ada).remoteDescription).toBeNull()
  expect(connectionOf(bob).remoteDescription, 'what a stranger sends is not looked at').toBeNull()
  for (const party of [ada, bob])
    expect(party.session.getSnapshot()).toMatchObject({ connection: 'none', remoteStream: null })
})

test('the answer is all that is missing: one offer, one answer, one connection each', async () => {
  const { world, ada, bob } = scene
  await ring()
  bob.session.sync(connected(ada))
  ada.session.sync(connected(bob))
  expect(sent(ada), 'at once').toEqual(['description', 'candidates'])
  await world.run(200)
  for (const party of [ada, bob]) {
    expect(party.session.getSnapshot().connection).toBe('connected')
    expect(party.connections).toHaveLength(1)
  }
  expect(connectionOf(ada).made).toMatchObject({ offers: 1, answers: 0 })
  expect([received(ada, 'video'), received(bob, 'video')]).toEqual(['Built-in camera', 'Built-in camera'])
  expect([...ada.renewals, ...bob.renewals]).toEqual([])
})

test('what a device sends before it has answered is looked at only then', async () => {
  const { world, ada, bob } = scene
  ada.session.sync(offered(bob))
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

test('who turns out to be known is connected to while it rings, over the same connection', async () => {
  const { world, ada, bob } = scene
  await ring()
  ada.session.sync({
    ...offered(),
    kind: 'warm',
    callId: CALL,
    role: 'initiator',
    remotes: [bob.device],
    offered: [],
    local: wish(),
  })
  bob.session.sync({ kind: 'warm', callId: CALL, role: 'responder', remotes: [ada.device], offered: [], local: wish() })
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
  ada.session.sync(offered(bob, tablet))
  for (const device of [bob, tablet]) device.session.sync(ringing)
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
