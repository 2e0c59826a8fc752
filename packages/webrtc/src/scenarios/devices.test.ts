import { expect, test } from 'vitest'
import {
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

test('without a camera the call goes on with the microphone, and says what is missing', async () => {
  const { ada, bob } = scene
  ada.media.devices = ada.media.devices.filter(({ kind }) => kind !== 'videoinput')
  await connectBoth(scene)
  expect(ada.session.getSnapshot()).toMatchObject({
    connection: 'connected',
    camera: { state: 'failed', problem: 'missing' },
    microphone: { state: 'on' },
  })
  expect(received(bob, 'audio')).toBe('Built-in microphone')
  expect(bob.session.getSnapshot().remote).toMatchObject({ microphone: true, camera: false, screen: false })
})

test('a camera another program holds is no obstacle either, and can be tried again', async () => {
  const { world, ada, bob } = scene
  ada.media.busy.add('cam-1')
  await connectBoth(scene)
  expect(ada.session.getSnapshot()).toMatchObject({
    camera: { state: 'failed', problem: 'inUse' },
    microphone: { state: 'on' },
  })
  ada.media.busy.clear()
  await world.run(5_000)
  expect(ada.session.getSnapshot().camera.state).toBe('failed')
  ada.session.retryDevices()
  await world.run()
  expect(received(bob, 'video')).toBe('Built-in camera')
})

test('a closed prompt is not opened again unasked; "try again" asks once more', async () => {
  const { world, ada, bob } = scene
  ada.media.manual = true
  ada.session.sync(preview())
  await world.run()
  ada.media.refuse()
  await world.run()
  expect(ada.session.getSnapshot()).toMatchObject({
    camera: { state: 'failed', problem: 'dismissed' },
    microphone: { state: 'failed', problem: 'dismissed' },
  })
  await connectBoth(scene)
  ada.media.plug({ kind: 'audiooutput', deviceId: 'speaker-2', label: 'Hall' })
  await world.run()
  expect(ada.media.requests).toHaveLength(1)
  ada.session.retryDevices()
  await world.run()
  ada.media.grant()
  await world.run()
  expect(ada.media.requests).toHaveLength(2)
  expect(received(bob, 'video')).toBe('Built-in camera')
})

test('a refusal is forgotten with the call: the next one asks', async () => {
  const { world, ada } = scene
  ada.media.manual = true
  ada.session.sync(preview())
  ada.media.refuse()
  await world.run()
  ada.session.sync(RELEASED)
  ada.session.sync(preview({}, NEXT_CALL))
  await world.run()
  expect(ada.media.openPrompts).toBe(1)
})

test('a blocked camera does not keep the microphone from being asked for', async () => {
  const { world, ada } = scene
  ada.media.permissions.camera = 'denied'
  ada.session.sync(preview())
  await world.run()
  expect(ada.session.getSnapshot()).toMatchObject({
    camera: { state: 'failed', problem: 'denied' },
    microphone: { state: 'on' },
  })
})

test('a page that may not use media says so', async () => {
  const { world, ada } = scene
  ada.media.failures.camera = 'SecurityError'
  ada.session.sync(preview())
  await world.run()
  expect(ada.session.getSnapshot().camera).toEqual({ state: 'failed', problem: 'insecure' })
})

test('changing the camera keeps the connection and needs no negotiation', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  ada.session.sync(connected(bob, { cameraId: 'cam-2' }))
  expect(ada.media.live('cam-1')).not.toBeNull()
  await world.run()
  expect(received(bob, 'video')).toBe('Desk camera')
  expect(ada.media.live('cam-1')).toBeNull()
  expect(ada.session.getSnapshot().camera).toMatchObject({ deviceId: 'cam-2', label: 'Desk camera' })
  expect(connectionOf(ada).made.offers).toBe(1)
  expect(ada.connections).toHaveLength(1)
})

test('where only one camera opens at a time, the old one makes room', async () => {
  const { world, ada, bob } = scene
  ada.media.oneCameraAtATime = true
  await connectBoth(scene)
  ada.session.sync(connected(bob, { cameraId: 'cam-2' }))
  await world.run()
  expect(received(bob, 'video')).toBe('Desk camera')
})

test('changing back before the other camera has come keeps the first one', async () => {
  const { world, ada } = scene
  ada.session.sync(preview({ cameraId: 'cam-1' }))
  await world.run()
  ada.media.manual = true
  ada.session.sync(preview({ cameraId: 'cam-2' }))
  ada.session.sync(preview({ cameraId: 'cam-1' }))
  ada.media.grant()
  await world.run()
  expect(ada.media.live('cam-2')).toBeNull()
  expect(ada.session.getSnapshot().camera).toMatchObject({ state: 'on', deviceId: 'cam-1' })
})

test('a chosen device that is not there is replaced by the default', async () => {
  const { world, ada } = scene
  ada.session.sync(preview({ cameraId: 'gone', microphoneId: 'mic-2' }))
  await world.run()
  expect(ada.session.getSnapshot()).toMatchObject({ camera: { deviceId: 'cam-1' }, microphone: { deviceId: 'mic-2' } })
})

test('a device unplugged in a call is replaced, the snapshot names the one in use, and it returns when plugged in', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene, { microphoneId: 'mic-2', cameraId: 'cam-2' })
  ada.media.unplug('mic-2')
  await world.run()
  expect(received(bob, 'audio')).toBe('Built-in microphone')
  expect(ada.session.getSnapshot().microphone).toMatchObject({ deviceId: 'mic-1', label: 'Built-in microphone' })
  expect(ada.session.getSnapshot().devices.microphones).toHaveLength(1)
  expect(connectionOf(ada).made.offers).toBe(1)
  ada.media.plug({ kind: 'audioinput', deviceId: 'mic-2', label: 'Headset microphone' })
  await world.run()
  expect(received(bob, 'audio')).toBe('Headset microphone')
})

test('the last camera unplugged is missing, and used as soon as there is one again', async () => {
  const { world, ada, bob } = scene
  ada.media.devices = ada.media.devices.filter(({ deviceId }) => deviceId !== 'cam-2')
  await connectBoth(scene)
  ada.media.unplug('cam-1')
  await world.run()
  expect(ada.session.getSnapshot().camera).toEqual({ state: 'failed', problem: 'missing' })
  expect(bob.session.getSnapshot().remote.camera).toBe(false)
  ada.media.plug({ kind: 'videoinput', deviceId: 'cam-3', label: 'New camera' })
  await world.run()
  expect(received(bob, 'video')).toBe('New camera')
})

test('a camera that ends again and again is not opened for ever', async () => {
  const { world, ada } = scene
  ada.session.sync(preview())
  await world.run()
  for (let time = 0; time < 5; time += 1) {
    ada.media.live('cam-1')?.end()
    await world.run(100)
  }
  expect(ada.session.getSnapshot().camera).toEqual({ state: 'failed', problem: 'unknown' })
  expect(ada.media.requests).toHaveLength(2)
})

test('listing devices never asks for a permission and waits until there is one', async () => {
  const { world, ada } = scene
  ada.media.manual = true
  ada.session.sync(preview({ camera: false }))
  await world.run()
  expect(ada.media.enumerations).toBe(0)
  ada.media.grant()
  await world.run()
  ada.media.plug({ kind: 'videoinput', deviceId: 'cam-3', label: 'New camera' })
  await world.run()
  expect(ada.media.enumerations).toBe(2)
  expect(ada.media.requests).toHaveLength(1)
  expect(ada.media.requests[0]?.video).toBeUndefined()
})

test('the stand-ins that Chromium lists for default devices are not offered twice', async () => {
  const { world, ada } = scene
  ada.media.devices.unshift(
    { kind: 'audioinput', deviceId: 'default', label: 'Default - Headset', groupId: 'mic-2' },
    { kind: 'audioinput', deviceId: 'communications', label: 'Communications - Headset', groupId: 'mic-2' },
  )
  ada.session.sync(preview())
  await world.run()
  const { devices, microphone } = ada.session.getSnapshot()
  expect(devices.microphones.map(({ deviceId }) => deviceId)).toEqual(['mic-1', 'mic-2'])
  expect(microphone).toEqual({ state: 'on', deviceId: 'mic-2', label: 'Headset microphone' })
})

test('a default device that is nothing else in the list can be chosen, and is named as the one in use', async () => {
  const { world, ada } = scene
  ada.media.devices.unshift({ kind: 'audioinput', deviceId: 'default', label: 'System default', groupId: 'none-other' })
  ada.session.sync(preview())
  await world.run()
  const { devices, microphone } = ada.session.getSnapshot()
  expect(devices.microphones[0]).toEqual({ deviceId: 'default', label: 'System default' })
  expect(microphone).toMatchObject({ state: 'on', deviceId: 'default' })
})

test('a device that the person may have paused in the browser itself is left to them', async () => {
  const { world, ada } = scene
  ada.media.personPauses = true
  await connectBoth(scene)
  const requests = ada.media.requests.length
  ada.media.live('camera')?.setMuted(true)
  await world.run(60_000)
  expect(ada.media.requests).toHaveLength(requests)
})

test('a camera that announces a change whenever it is asked for is not asked for without end', async () => {
  const { world, ada } = scene
  ada.media.busy.add('cam-1')
  ada.media.announcesRequests = true
  ada.session.sync(preview())
  await world.run(20_000)
  expect(ada.session.getSnapshot().camera).toEqual({ state: 'failed', problem: 'inUse' })
  expect(ada.media.requests.length).toBeLessThanOrEqual(4)
})

test('one that comes and goes with each request is asked for ever more seldom', async () => {
  const { world, ada } = scene
  ada.media.busy.add('cam-1')
  ada.media.announcesRequests = true
  ada.media.flickers = { kind: 'videoinput', deviceId: 'virtual', label: 'Virtual camera' }
  ada.session.sync(preview({ microphone: false }))
  await world.run(20_000)
  expect(ada.media.requests.length).toBeGreaterThan(2)
  expect(ada.media.requests.length).toBeLessThanOrEqual(7)
  ada.session.sync(RELEASED)
  await world.run(20_000)
  expect(ada.media.requests.length).toBeLessThanOrEqual(7)
})

test('the speaker that the default stands for is told, as the system changes it', async () => {
  const { world, ada } = scene
  ada.media.devices.push({ kind: 'audiooutput', deviceId: 'speaker-2', label: 'Headset' })
  const standIn = (groupId: string) =>
    ({ kind: 'audiooutput', deviceId: 'default', label: 'Default', groupId }) as const
  ada.media.devices.unshift(standIn('speaker-2'))
  ada.session.sync(preview())
  await world.run()
  const speakers = () => {
    const { devices } = ada.session.getSnapshot()
    return [devices.speakers.map(({ deviceId }) => deviceId), devices.defaultSpeaker]
  }
  expect(speakers()).toEqual([['speaker-1', 'speaker-2'], 'speaker-2'])
  ada.media.devices[0] = standIn('speaker-1')
  ada.media.plug({ kind: 'videoinput', deviceId: 'cam-3', label: 'New camera' })
  await world.run()
  expect(speakers()).toEqual([['speaker-1', 'speaker-2'], 'speaker-1'])
})
