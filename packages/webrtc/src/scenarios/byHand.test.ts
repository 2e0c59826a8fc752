import type { Signal } from '@parley/protocol'
import { expect, test } from 'vitest'
import { connected, connectionOf, received, useWorld } from '../testing/useWorld.ts'

const scene = useWorld()

const byHand = (...args: Parameters<typeof connected>) => ({ ...connected(...args), byHand: true })

/** Makes each side's signals by hand, and delivers none yet. */
async function describeBoth({ world, ada, bob }: typeof scene) {
  world.wire.paused = true
  ada.session.sync(byHand(bob, { camera: false }))
  await world.run()
  for (const { callId, from, signal } of world.wire.inFlight.splice(0)) bob.session.receive(callId, from, signal)
  bob.session.sync(byHand(ada, { camera: false }))
  await world.run()
}

const deliver = ({ world, ada }: typeof scene) => {
  for (const { callId, from, signal } of world.wire.inFlight.splice(0)) ada.session.receive(callId, from, signal)
}

const candidates = (signals: { signal: Signal }[]) =>
  signals.flatMap(({ signal }) => (signal.type === 'candidates' ? signal.candidates.map((one) => one.candidate) : []))

test('codes carried by hand may take as long as people need, even if ICE fails meanwhile', async () => {
  await describeBoth(scene)
  const { world, ada, bob } = scene
  const before = world.wire.inFlight.length
  connectionOf(bob).setIceState('failed')
  connectionOf(bob).setState('failed')
  await world.run(180_000)
  expect(ada.lost).toEqual([])
  expect(bob.lost).toEqual([])
  expect(world.wire.inFlight).toHaveLength(before)
  expect(connectionOf(bob).made.restarts).toBe(0)
  deliver(scene)
  await world.run()
  for (const { session } of [ada, bob]) expect(session.getSnapshot().connection).toBe('connected')
})

test('the first description is of voice alone; video is negotiated over the connection itself', async () => {
  await describeBoth(scene)
  const { world, ada, bob } = scene
  expect(connectionOf(ada).transceivers.map(({ kind }) => kind)).toEqual(['audio'])
  deliver(scene)
  await world.run()
  const said = world.wire.sent.length
  for (const party of [ada, bob]) {
    expect(connectionOf(party).transceivers.map(({ kind }) => kind)).toEqual(['audio', 'video'])
    expect(party.session.getSnapshot().remoteStream?.getTracks()).toHaveLength(2)
  }
  bob.session.sync(byHand(ada, { camera: true }))
  await world.run()
  expect(received(ada, 'video')).toBe('Built-in camera')
  expect(ada.session.getSnapshot().remote.camera).toBe(true)
  expect(world.wire.sent).toHaveLength(said)
})

test('it says when it has found all its candidates', async () => {
  await describeBoth(scene)
  const { world, ada, bob } = scene
  for (const party of [ada, bob]) {
    const said = world.wire.sent.filter(({ from }) => from.deviceId === party.device.deviceId)
    expect(candidates(said)).toContain('')
  }
})

test('no address is looked for before the microphone is open or refused', async () => {
  const { world, ada, bob } = scene
  ada.media.manual = true
  ada.session.sync(byHand(bob, { camera: false }))
  await world.run(20_000)
  expect(ada.connections).toEqual([])
  ada.media.refuse()
  await world.run()
  expect(ada.connections).toHaveLength(1)
})

test('an ICE restart in such a call goes over the connection itself, and nothing by hand', async () => {
  await describeBoth(scene)
  const { world, ada, bob } = scene
  deliver(scene)
  await world.run()
  const said = world.wire.sent.length
  const { restarts } = connectionOf(ada).made
  for (const listener of ada.networkListeners) listener()
  await world.run(3_000)
  expect(connectionOf(ada).made.restarts).toBeGreaterThan(restarts)
  expect(connectionOf(bob).remoteDescription?.sdp).toContain(`a=ice-ufrag:${connectionOf(ada).ufrag}`)
  expect(world.wire.sent).toHaveLength(said)
})

test('a connection that was up and stays away ends the call as any other', async () => {
  await describeBoth(scene)
  const { world, ada, bob } = scene
  deliver(scene)
  await world.run()
  world.network.up = false
  world.network.report('disconnected')
  await world.run(45_000)
  expect(ada.lost.map(({ reason }) => reason)).toEqual(['lost'])
  expect(bob.lost.map(({ reason }) => reason)).toEqual(['lost'])
})

test('a page that goes says goodbye, since nobody could bring it back', async () => {
  await describeBoth(scene)
  const { world, ada, bob } = scene
  deliver(scene)
  await world.run()
  for (const listener of ada.pageListeners) listener()
  await world.run()
  expect(bob.left.map(({ reason }) => reason)).toEqual(['hangup'])
})
