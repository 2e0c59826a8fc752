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

test('a share the person did not choose a screen for is told as ended', async () => {
  const { world, ada } = scene
  ada.session.sync(preview({ camera: false }))
  await world.run()
  ada.media.manual = true
  ada.session.sync(preview({ camera: false, screen: true }))
  expect(ada.session.getSnapshot().screen).toBe('starting')
  ada.media.refuse()
  await world.run()
  expect(ada.screenEnds.count).toBe(1)
  expect(ada.session.getSnapshot().screen).toBe('off')
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
