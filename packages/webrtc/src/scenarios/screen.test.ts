import { expect, test } from 'vitest'
import { connectBoth, connected, connectionOf, preview, RELEASED, received, useWorld } from '../testing/useWorld.ts'

const scene = useWorld()

test('the screen is sent instead of the camera, without negotiation, and told apart from it', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene, { camera: false })
  ada.session.sync(connected(bob, { camera: false, screen: true }))
  expect(ada.media.displayRequests).toBe(1)
  await world.run()
  expect(received(bob, 'video')).toBe('Entire screen')
  expect(bob.session.getSnapshot().remote).toMatchObject({ camera: false, screen: true })
  expect(ada.session.getSnapshot().screen).toBe('on')
  expect(ada.session.getSnapshot().screenStream?.getVideoTracks()).toEqual([ada.media.live('screen')])
  expect(ada.media.live('screen')?.contentHint).toBe('detail')
  ada.session.sync(connected(bob, { camera: false }))
  await world.run()
  expect(bob.session.getSnapshot().remote).toMatchObject({ camera: false, screen: false })
  expect(connectionOf(ada).made.offers).toBe(1)
})

test("a share ended from the browser's own bar goes back to the camera and is told", async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  ada.session.sync(connected(bob, { screen: true }))
  await world.run()
  ada.media.stopSharing()
  await world.run()
  expect(ada.screenEnds.count).toBe(1)
  expect(received(bob, 'video')).toBe('Built-in camera')
  expect(ada.session.getSnapshot()).toMatchObject({ screen: 'off', screenStream: null })
  ada.session.sync(connected(bob, { screen: true }))
  await world.run()
  expect(ada.media.displayRequests).toBe(1)
})

test('a share the person did not choose a screen for is told as ended, and needs no words', async () => {
  const { world, ada } = scene
  await startPicker()
  await world.run()
  ada.media.refuse()
  await world.run()
  expect(ada.screenEnds.count).toBe(1)
  expect(ada.session.getSnapshot()).toMatchObject({ screen: 'off', screenProblem: null })
})

/** The picker is open. */
async function startPicker(): Promise<void> {
  const { world, ada } = scene
  ada.session.sync(preview({ camera: false }))
  await world.run()
  ada.media.manual = true
  ada.session.sync(preview({ camera: false, screen: true }))
  expect(ada.session.getSnapshot().screen).toBe('starting')
}

test.each([
  ['a refusal before anybody can have read the picker', 'NotAllowedError', '', 0, 'blocked'],
  ['a refusal in the name of the system', 'NotAllowedError', 'Permission denied by system', 2_000, 'blocked'],
  ['a screen that cannot be read', 'NotReadableError', '', 2_000, 'failed'],
  ['a browser that wants another press', 'InvalidStateError', '', 0, 'failed'],
] as const)(
  '%s is told in words, until the next try or the end of the call',
  async (_what, name, message, after, problem) => {
    const { world, ada } = scene
    await startPicker()
    await world.run(after)
    ada.media.refuse(name, message)
    await world.run()
    expect(ada.session.getSnapshot()).toMatchObject({ screen: 'off', screenProblem: problem })
    ada.session.sync(preview({ camera: false }))
    expect(ada.session.getSnapshot().screenProblem).toBe(problem)
    ada.media.manual = false
    ada.session.sync(preview({ camera: false, screen: true }))
    expect(ada.session.getSnapshot().screenProblem).toBeNull()
    ada.session.sync(RELEASED)
  },
)

test('a share that is asked for in vain is forgotten with its call, words and all', async () => {
  const { ada, world } = scene
  await startPicker()
  ada.media.refuse()
  await world.run()
  expect(ada.session.getSnapshot().screenProblem).toBe('blocked')
  ada.session.sync(RELEASED)
  expect(ada.session.getSnapshot().screenProblem).toBeNull()
})

test('a picker that never answers is told after three minutes, and a press asks anew', async () => {
  const { world, ada } = scene
  ada.media.unanswered.add('getDisplayMedia')
  ada.session.sync(preview({ camera: false, screen: true }))
  await world.run(179_000)
  expect(ada.session.getSnapshot()).toMatchObject({ screen: 'starting', screenProblem: null })
  await world.run(2_000)
  expect(ada.session.getSnapshot()).toMatchObject({ screen: 'off', screenProblem: 'unanswered' })
  expect(ada.screenEnds.count).toBe(1)
  ada.session.sync(preview({ camera: false }))
  ada.media.unanswered.clear()
  ada.session.sync(preview({ camera: false, screen: true }))
  await world.run()
  expect(ada.session.getSnapshot().screen).toBe('on')
  ada.media.wake()
  await world.run()
  expect(
    ada.media.tracks.filter(({ label, readyState }) => label === 'Entire screen' && readyState === 'live'),
  ).toHaveLength(1)
})

test('two presses in a row open one picker; a press after ten seconds does not wait for a lost one', async () => {
  const { world, ada } = scene
  ada.media.unanswered.add('getDisplayMedia')
  for (const screen of [true, false, true]) ada.session.sync(preview({ camera: false, screen }))
  expect(ada.media.displayRequests).toBe(1)
  await world.run(11_000)
  for (const screen of [false, true]) ada.session.sync(preview({ camera: false, screen }))
  expect(ada.media.displayRequests).toBe(2)
  ada.session.sync(RELEASED)
  await ada.session.settled()
})

test('a screen that the connection does not take is not shared, and the other side is not told that it is', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  for (const { sender } of connectionOf(ada).transceivers) sender.refused.add('Entire screen')
  const told: boolean[] = []
  bob.session.subscribe(() => void told.push(bob.session.getSnapshot().remote.screen))
  ada.session.sync(connected(bob, { screen: true }))
  await world.run()
  expect(ada.session.getSnapshot()).toMatchObject({ screen: 'off', screenProblem: 'notSent' })
  expect(ada.media.live('screen')).toBeNull()
  expect(ada.screenEnds.count).toBe(1)
  ada.session.sync(connected(bob))
  await world.run()
  expect(received(bob, 'video')).toBe('Built-in camera')
  expect(bob.session.getSnapshot().remote).toMatchObject({ camera: true, screen: false })
  expect(told.at(-1)).toBe(false)
})

test('a camera that the connection does not take is said on this side, and off on the other', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  for (const { sender } of connectionOf(ada).transceivers) sender.refused.add('Desk camera')
  ada.session.sync(connected(bob, { cameraId: 'cam-2' }))
  await world.run()
  expect(ada.session.getSnapshot().unsent).toEqual({ audio: null, video: 'refused' })
  ada.session.sync(connected(bob, { cameraId: 'cam-1' }))
  await world.run()
  expect(ada.session.getSnapshot().unsent).toEqual({ audio: null, video: null })
  expect(bob.session.getSnapshot().remote.camera).toBe(true)
})

test('no codec in common is said on both sides, and a screen is not captured for nobody', async () => {
  const { world, network, ada, bob } = { ...scene, ...scene.world, world: scene.world }
  network.noCodec.add('video')
  await connectBoth(scene)
  for (const { session } of [ada, bob]) {
    expect(session.getSnapshot()).toMatchObject({ connection: 'connected', unsent: { audio: null, video: 'noCodec' } })
    expect(session.getSnapshot().remote).toMatchObject({ microphone: true, camera: false })
  }
  ada.session.sync(connected(bob, { screen: true }))
  await world.run()
  expect(ada.media.live('screen')).toBeNull()
  expect(ada.session.getSnapshot().screenProblem).toBe('notSent')
})

test('a screen chosen after the call is over is stopped at once', async () => {
  const { world, ada } = scene
  await connectBoth(scene)
  ada.media.manual = true
  ada.session.sync(connected(scene.bob, { screen: true }))
  ada.session.sync(RELEASED)
  ada.media.grant()
  await world.run()
  expect(ada.media.live('screen')).toBeNull()
  expect(ada.screenEnds.count).toBe(0)
})
