import { expect, test } from 'vitest'
import { flush, liveTracks } from '../testing/index.ts'
import {
  CALL,
  connectBoth,
  connected,
  connectionOf,
  NEXT_CALL,
  preview,
  RELEASED,
  received,
  useWorld,
} from '../testing/useWorld.ts'

const scene = useWorld()

test('microphone and camera are asked for with one prompt', async () => {
  const { world, ada } = scene
  ada.session.sync(preview())
  expect(ada.session.getSnapshot()).toMatchObject({ camera: { state: 'starting' }, microphone: { state: 'starting' } })
  await world.run()
  expect(ada.media.requests).toHaveLength(1)
  expect(ada.session.getSnapshot()).toMatchObject({
    camera: { state: 'on', deviceId: 'cam-1', label: 'Built-in camera' },
    microphone: { state: 'on', deviceId: 'mic-1', label: 'Built-in microphone' },
    devices: { cameras: [{ deviceId: 'cam-1' }, { deviceId: 'cam-2' }], microphones: [{}, {}], speakers: [{}] },
  })
  expect(ada.session.getSnapshot().localStream?.getTracks()).toHaveLength(2)
})

test('a voice call never opens the camera', async () => {
  await connectBoth(scene, { camera: false })
  expect(scene.ada.media.requests.every(({ video }) => video === undefined)).toBe(true)
  expect(received(scene.bob, 'audio')).toBe('Built-in microphone')
})

test('the light goes off before sync returns, in the preview and in the call', async () => {
  const { world, ada } = scene
  ada.session.sync(preview())
  await world.run()
  ada.session.sync(RELEASED)
  expect(liveTracks()).toBe(0)
  await connectBoth(scene)
  ada.session.sync(RELEASED)
  scene.bob.session.sync(RELEASED)
  expect(liveTracks()).toBe(0)
  expect(ada.session.getSnapshot().localStream).toBeNull()
})

test('a permission given after the call is over opens nothing for longer than that moment', async () => {
  const { world, ada } = scene
  ada.media.manual = true
  ada.session.sync(preview())
  await world.run()
  ada.session.sync(RELEASED)
  ada.media.grant()
  await world.run()
  expect(liveTracks()).toBe(0)
  expect(ada.session.getSnapshot().camera).toEqual({ state: 'off' })
})

test('hang-up while the prompt is open releases at once', async () => {
  const { world, ada, bob } = scene
  ada.media.manual = true
  await connectBoth(scene)
  ada.session.sync(RELEASED)
  expect(ada.session.getSnapshot().connection).toBe('none')
  await flush()
  expect(connectionOf(ada).closed).toBe(true)
  bob.session.sync(RELEASED)
  await world.run()
})

test('accepting while the prompt is open connects at once and sends when the tracks come', async () => {
  const { world, ada, bob } = scene
  bob.media.manual = true
  bob.session.sync(preview())
  await world.run()
  await connectBoth(scene)
  expect(received(bob, 'video')).toBe('Built-in camera')
  expect(ada.session.getSnapshot().remote).toMatchObject({ microphone: false, camera: false, screen: false })
  bob.media.grant()
  await world.run()
  expect(received(ada, 'video')).toBe('Built-in camera')
  expect(ada.session.getSnapshot().remote).toMatchObject({ microphone: true, camera: true, screen: false })
  expect(bob.media.requests).toHaveLength(1)
})

test('calling again at once while the old prompt is open takes over that prompt', async () => {
  const { world, ada } = scene
  ada.media.manual = true
  ada.session.sync(preview())
  await world.run()
  ada.session.sync(RELEASED)
  await world.run()
  ada.session.sync(preview({}, NEXT_CALL))
  await world.run()
  ada.media.grant()
  await world.run()
  expect(ada.media.requests).toHaveLength(1)
  expect(ada.session.getSnapshot().camera.state).toBe('on')
})

test('the camera an old prompt brings is not opened for a voice call', async () => {
  const { world, ada } = scene
  ada.media.manual = true
  ada.session.sync(preview())
  await flush()
  ada.session.sync(RELEASED)
  ada.session.sync(preview({ camera: false }, NEXT_CALL))
  ada.media.grant()
  await world.run()
  expect(ada.media.live('cam-1')).toBeNull()
  expect(ada.media.live('mic-1')).not.toBeNull()
  expect(ada.media.requests).toHaveLength(1)
})

test('the double effects of development ask once and leak nothing', async () => {
  const { world, ada } = scene
  ada.media.manual = true
  ada.session.sync(preview())
  ada.session.sync(RELEASED)
  ada.session.sync(preview())
  await flush()
  ada.media.grant()
  await world.run()
  expect(ada.media.requests).toHaveLength(1)
  expect(liveTracks()).toBe(2)
  expect(ada.media.deviceChangeListeners).toBe(1)
})

test('the same plan again changes nothing, not even the snapshot', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  const before = ada.session.getSnapshot()
  let told = 0
  ada.session.subscribe(() => {
    told += 1
  })
  ada.session.sync(connected(bob))
  await world.run()
  expect(ada.session.getSnapshot()).toBe(before)
  expect(told).toBe(0)
})

test('turning the camera off stops it and tells the other side; on again needs no negotiation', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  ada.session.sync(connected(bob, { camera: false }))
  expect(ada.media.live('cam-1')).toBeNull()
  await world.run()
  expect(bob.session.getSnapshot().remote).toMatchObject({ microphone: true, camera: false, screen: false })
  expect(received(bob, 'video')).toBeNull()
  ada.session.sync(connected(bob))
  await world.run()
  expect(received(bob, 'video')).toBe('Built-in camera')
  expect(bob.session.getSnapshot().remote.camera).toBe(true)
  expect(connectionOf(ada).made.offers).toBe(1)
})

test('muting keeps the microphone open but silent, however fast it changes', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  for (let time = 0; time < 50; time += 1) ada.session.sync(connected(bob, { muted: time % 2 === 0 }))
  expect(ada.media.live('mic-1')?.enabled).toBe(true)
  ada.session.sync(connected(bob, { muted: true }))
  expect(ada.media.live('mic-1')?.enabled).toBe(false)
  await world.run()
  expect(ada.media.requests).toHaveLength(1)
  expect(bob.session.getSnapshot().remote.microphone).toBe(false)
})

test('a microphone that comes after mute was pressed comes silent', async () => {
  const { world, ada } = scene
  ada.media.manual = true
  ada.session.sync(preview())
  ada.session.sync(preview({ muted: true }))
  await flush()
  ada.media.grant()
  await world.run()
  expect(ada.media.live('mic-1')?.enabled).toBe(false)
})

test('a session that was closed follows no plan any more', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  ada.session.close()
  ada.session.close()
  ada.session.sync(connected(bob))
  ada.session.receive(CALL, bob.device, { type: 'candidates', candidates: [] })
  await world.run()
  expect(ada.session.getSnapshot()).toMatchObject({ connection: 'none', localStream: null })
})
