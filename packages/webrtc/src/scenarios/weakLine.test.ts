import { expect, test } from 'vitest'
import type { FakeParty } from '../testing/index.ts'
import { connectBoth, connected, connectionOf, RELEASED, received, useWorld } from '../testing/useWorld.ts'

const scene = useWorld()

const lineOf = (party: FakeParty) => connectionOf(party).stats.line
const senderOf = (party: FakeParty, kind: 'audio' | 'video') => {
  const sender = connectionOf(party).transceivers.find((one) => one.kind === kind)?.sender
  if (!sender) throw new Error(`nothing sends ${kind}`)
  return sender
}
const maxBitrate = (party: FakeParty, kind: 'audio' | 'video') =>
  senderOf(party, kind).parameters.encodings[0]?.maxBitrate

/** Both talk long enough for the estimate to be believed, then Ada's line is too narrow for a picture. */
async function weaken() {
  await connectBoth(scene)
  await scene.world.run(10_000)
  lineOf(scene.ada).availableBps = 40_000
  await scene.world.run(7_000)
}

test('both sides know after some seconds how good the connection is', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  expect(ada.session.getSnapshot().quality).toBeNull()
  await world.run(3_000)
  for (const { session } of [ada, bob]) expect(session.getSnapshot().quality).toBe('excellent')
  lineOf(ada).roundTripMs = 900
  await world.run(9_000)
  expect(ada.session.getSnapshot().quality).toBe('poor')
  expect(bob.session.getSnapshot().quality).toBe('excellent')
})

test('no snapshot is made while nothing changes', async () => {
  const { world, ada } = scene
  await connectBoth(scene)
  await world.run(3_000)
  const before = ada.session.getSnapshot()
  await world.run(20_000)
  expect(ada.session.getSnapshot()).toBe(before)
})

test('statistics from before an interruption do not count after it', async () => {
  const { world, ada } = scene
  await connectBoth(scene)
  lineOf(ada).loss = 0.5
  await world.run(4_000)
  expect(ada.session.getSnapshot().quality).toBe('poor')
  connectionOf(ada).setState('disconnected')
  expect(ada.session.getSnapshot()).toMatchObject({ connection: 'interrupted', quality: null })
  await world.run(1_500)
  lineOf(ada).loss = 0
  connectionOf(ada).setState('connected')
  await world.run(2_500)
  expect(ada.session.getSnapshot().quality).toBe('excellent')
})

test('senders have limits as soon as it is connected: voice first, a camera that keeps moving', async () => {
  const { ada, bob } = scene
  await connectBoth(scene)
  for (const party of [ada, bob]) {
    expect(senderOf(party, 'audio').parameters.encodings).toEqual([{ maxBitrate: 32_000, priority: 'high' }])
    expect(senderOf(party, 'video').parameters).toMatchObject({
      encodings: [{ active: true, maxBitrate: 2_000_000 }],
      degradationPreference: 'maintain-framerate',
    })
  }
})

test('no packet is ever marked, because there are networks that drop what is marked and nothing would connect', async () => {
  const { world, ada, bob } = scene
  await weaken()
  lineOf(ada).availableBps = 2_000_000
  await world.run(20_000)
  ada.session.sync(connected(bob, { screen: true, lessData: true }))
  await world.run(5_000)
  for (const { sender } of [ada, bob].flatMap((party) => connectionOf(party).transceivers)) {
    expect(sender.changes).toBeGreaterThan(0)
    for (const encoding of sender.parameters.encodings) expect(encoding).not.toHaveProperty('networkPriority')
  }
})

test('each limit is set once, and never against the rules', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  await world.run(20_000)
  for (const party of [ada, bob]) {
    expect(senderOf(party, 'audio')).toMatchObject({ changes: 1, refusals: 0 })
    expect(senderOf(party, 'video'), 'small, and then whole').toMatchObject({ changes: 2, refusals: 0 })
  }
})

test('a picture begins small, so that its first frame needs no room; it is whole as soon as the line is seen to bear it', async () => {
  const { world, ada, bob } = scene
  const scale = (party: FakeParty) => senderOf(party, 'video').parameters.encodings[0]?.scaleResolutionDownBy
  ada.session.sync(connected(bob))
  bob.session.sync(connected(ada))
  await world.run(100)
  expect([scale(ada), scale(bob)]).toEqual([2, 2])
  lineOf(ada).availableBps = 1_000_000
  lineOf(bob).availableBps = 200_000
  await world.run(2_500)
  expect([scale(ada), scale(bob)]).toEqual([1, 2])
  await world.run(3_000)
  expect(scale(bob), 'the encoder knows by now').toBe(1)
})

test('a relayed call sends half as much, and "use less data" less still, at once', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  lineOf(ada).relayed = true
  await world.run(1_500)
  expect(maxBitrate(ada, 'video')).toBe(1_000_000)
  ada.session.sync(connected(bob, { lessData: true }))
  await world.run(50)
  expect(maxBitrate(ada, 'video')).toBe(300_000)
  ada.session.sync(connected(bob))
  await world.run(50)
  expect(maxBitrate(ada, 'video')).toBe(1_000_000)
})

test('a screen keeps its sharpness, and is not paused on a weak line', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  ada.session.sync(connected(bob, { screen: true }))
  await world.run(10_000)
  expect(senderOf(ada, 'video').parameters.degradationPreference).toBe('maintain-resolution')
  lineOf(ada).availableBps = 40_000
  await world.run(20_000)
  expect(received(bob, 'video')).toBe('Entire screen')
  expect(ada.session.getSnapshot().videoPaused).toBe(false)
  expect(maxBitrate(ada, 'video')).toBe(2_000_000)
})

test('on a weak line the camera is paused, the other side is told, and voice goes on with less', async () => {
  const { ada, bob } = scene
  await weaken()
  expect(ada.session.getSnapshot()).toMatchObject({ videoPaused: true, camera: { state: 'on' } })
  expect(ada.session.getSnapshot().localStream?.getVideoTracks()).toHaveLength(1)
  expect(received(bob, 'video')).toBeNull()
  expect(bob.session.getSnapshot().remote).toMatchObject({ microphone: true, camera: false })
  expect(received(bob, 'audio')).toBe('Built-in microphone')
  expect(senderOf(ada, 'video').parameters.encodings).toMatchObject([{ active: false, maxBitrate: 100_000 }])
  expect(maxBitrate(ada, 'audio')).toBe(16_000)
  expect(bob.session.getSnapshot().videoPaused).toBe(false)
  expect(received(ada, 'video')).toBe('Built-in camera')
})

test('the camera comes back by itself when the line is wide again', async () => {
  const { world, ada, bob } = scene
  await weaken()
  lineOf(ada).availableBps = 300_000
  await world.run(8_000)
  expect(ada.session.getSnapshot().videoPaused).toBe(false)
  expect(received(bob, 'video')).toBe('Built-in camera')
  expect(bob.session.getSnapshot().remote.camera).toBe(true)
  expect(senderOf(ada, 'video').parameters.encodings).toMatchObject([{ active: true, maxBitrate: 2_000_000 }])
  expect(connectionOf(ada).made.offers).toBe(1)
})

test('where the estimate does not grow with voice alone, a small picture is tried', async () => {
  const { world, ada, bob } = scene
  await weaken()
  lineOf(ada).availableBps = 75_000
  await world.run(17_000)
  expect(received(bob, 'video')).toBe('Built-in camera')
  expect(maxBitrate(ada, 'video')).toBe(100_000)
  lineOf(ada).availableBps = 400_000
  await world.run(12_000)
  expect(maxBitrate(ada, 'video')).toBe(2_000_000)
})

test.each([
  [3_000, true],
  [9_000, false],
])('a gap of %i ms on a narrow line leaves the judgement as it was: %s', async (gap, paused) => {
  const { world, ada } = scene
  await connectBoth(scene)
  await world.run(10_000)
  lineOf(ada).availableBps = 40_000
  await world.run(2_000)
  world.network.up = false
  connectionOf(ada).setIceState('disconnected')
  await world.run(gap)
  world.network.up = true
  connectionOf(ada).setIceState('connected')
  await world.run(3_500)
  expect(ada.session.getSnapshot().videoPaused).toBe(paused)
})

test('the camera of somebody who insists on video is not paused any more in this call', async () => {
  const { world, ada, bob } = scene
  await weaken()
  ada.session.sync(connected(bob, { insistOnVideo: true }))
  await world.run(100)
  expect(ada.session.getSnapshot().videoPaused).toBe(false)
  expect(received(bob, 'video')).toBe('Built-in camera')
  expect(senderOf(ada, 'video').parameters.encodings[0]?.active).toBe(true)
  await world.run(60_000)
  expect(ada.session.getSnapshot().videoPaused).toBe(false)
})

test('with the camera off nothing is said to be paused, and on again it is', async () => {
  const { world, ada, bob } = scene
  await weaken()
  ada.session.sync(connected(bob, { camera: false }))
  await world.run(100)
  expect(ada.session.getSnapshot().videoPaused).toBe(false)
  ada.session.sync(connected(bob))
  await world.run(500)
  expect(ada.session.getSnapshot().videoPaused).toBe(true)
  expect(received(bob, 'video')).toBeNull()
})

test('a browser that makes no estimate never pauses', async () => {
  const { world, ada } = scene
  await connectBoth(scene)
  lineOf(ada).availableBps = null
  await world.run(60_000)
  expect(ada.session.getSnapshot()).toMatchObject({ videoPaused: false, quality: 'excellent' })
})

test('statistics that fail are read again, and those that hang are not read twice at once', async () => {
  const { world, ada } = scene
  await connectBoth(scene)
  const { stats } = connectionOf(ada)
  stats.broken = 'fails'
  await world.run(5_000)
  expect(ada.session.getSnapshot().quality).toBeNull()
  stats.broken = null
  await world.run(3_000)
  expect(ada.session.getSnapshot().quality).toBe('excellent')
  stats.broken = 'hangs'
  await world.run(10_000)
  expect(stats.mostOpen).toBe(1)
})

test('nothing is read once the call is over', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  await world.run(3_000)
  ada.session.sync(RELEASED)
  bob.session.sync(RELEASED)
  const { reads } = connectionOf(ada).stats
  await world.run(5_000)
  expect(connectionOf(ada).stats.reads).toBe(reads)
  expect(ada.session.getSnapshot()).toMatchObject({ quality: null, videoPaused: false })
  expect(ada.lost).toEqual([])
})
