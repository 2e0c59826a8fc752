import { expect, test } from 'vitest'
import type { FakeDevice } from '../testing/index.ts'
import { liveTracks } from '../testing/index.ts'
import { connectBoth, connected, connectionOf, preview, RELEASED, received, useWorld } from '../testing/useWorld.ts'

const scene = useWorld()

const builtInCamera: FakeDevice = { kind: 'videoinput', deviceId: 'cam-1', label: 'Built-in camera' }
const deskCamera: FakeDevice = { kind: 'videoinput', deviceId: 'cam-2', label: 'Desk camera' }
const headset: FakeDevice = { kind: 'audioinput', deviceId: 'mic-2', label: 'Headset microphone' }
const noticesOf = ({ session }: (typeof scene)['ada']) => session.getSnapshot().deviceNotices
const withoutCamera = (constraints: MediaStreamConstraints) => constraints.video === undefined

test('an unplugged default is replaced and comes back when it is plugged in, and both are told for some seconds', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  ada.media.unplug('cam-1')
  await world.run()
  expect(received(bob, 'video')).toBe('Desk camera')
  expect(noticesOf(ada)).toEqual([{ kind: 'camera', gone: 'Built-in camera', unplugged: true, now: 'Desk camera' }])
  await world.run(9_000)
  expect(noticesOf(ada)).toEqual([])
  // Last in the list: it is not the default any more, and is used all the same.
  ada.media.plug(builtInCamera)
  await world.run()
  expect(received(bob, 'video')).toBe('Built-in camera')
  expect(noticesOf(ada)).toEqual([{ kind: 'camera', gone: null, unplugged: false, now: 'Built-in camera' }])
  await world.run(9_000)
  expect(noticesOf(ada)).toEqual([])
  expect(connectionOf(ada).made.offers).toBe(1)
  expect(liveTracks()).toBe(4)
})

test('a chosen device that was unplugged and came back is told as well, and a later notice replaces an earlier one', async () => {
  const { world, ada } = scene
  await connectBoth(scene, { cameraId: 'cam-2' })
  ada.media.unplug('cam-2')
  await world.run()
  expect(noticesOf(ada)).toMatchObject([{ gone: 'Desk camera', now: 'Built-in camera' }])
  ada.media.plug(deskCamera)
  await world.run()
  expect(noticesOf(ada)).toMatchObject([{ gone: null, now: 'Desk camera' }])
})

test('a camera that takes its microphone along is told of both', async () => {
  const { world, ada } = scene
  await connectBoth(scene)
  ada.media.unplug('cam-1')
  ada.media.unplug('mic-1')
  await world.run()
  expect(new Set(noticesOf(ada).map(({ kind }) => kind))).toEqual(new Set(['microphone', 'camera']))
})

test('behind Chromium’s stand-in for the default, the real microphone is remembered and used again', async () => {
  const { world, ada, bob } = scene
  const standIn = { kind: 'audioinput', deviceId: 'default', label: 'Default - Headset' } as const
  ada.media.devices.unshift({ ...standIn, groupId: 'mic-2' })
  await connectBoth(scene)
  // The system makes another microphone the default as this one goes.
  ada.media.devices = ada.media.devices.filter(({ deviceId }) => deviceId !== 'mic-2')
  ada.media.devices[0] = { ...standIn, label: 'Default - Built-in', groupId: 'mic-1' }
  ada.media.live('default')?.end()
  ada.media.unplug('mic-2')
  await world.run()
  expect(noticesOf(ada)).toMatchObject([{ gone: 'Headset microphone', unplugged: true, now: 'Built-in microphone' }])
  ada.media.plug(headset)
  await world.run()
  expect(received(bob, 'audio')).toBe('Headset microphone')
  expect(noticesOf(ada)).toMatchObject([{ gone: null, now: 'Headset microphone' }])
})

test('a notice about a device goes when the person chooses another', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  ada.media.unplug('cam-1')
  await world.run()
  ada.session.sync(connected(bob, { cameraId: 'cam-2' }))
  expect(noticesOf(ada)).toEqual([])
  ada.media.plug(builtInCamera)
  await world.run()
  expect(received(bob, 'video')).toBe('Desk camera')
})

test('the only camera, unplugged, is missing, and is back as soon as it is plugged in', async () => {
  const { world, ada, bob } = scene
  ada.media.devices = ada.media.devices.filter(({ deviceId }) => deviceId !== 'cam-2')
  await connectBoth(scene)
  ada.media.unplug('cam-1')
  await world.run()
  expect(ada.session.getSnapshot().camera).toEqual({ state: 'failed', problem: 'missing' })
  expect(noticesOf(ada)).toEqual([])
  ada.media.plug(builtInCamera)
  await world.run()
  expect(received(bob, 'video')).toBe('Built-in camera')
  expect(noticesOf(ada)).toMatchObject([{ gone: null, now: 'Built-in camera' }])
})

test('a loose plug does not make the picture flap: a device that went again soon has to stay a while', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  for (let time = 0; time < 4; time += 1) {
    ada.media.unplug('cam-1')
    await world.run(500)
    expect(received(bob, 'video')).toBe('Desk camera')
    ada.media.plug(builtInCamera)
    await world.run(500)
    expect(received(bob, 'video')).toBe(time === 0 ? 'Built-in camera' : 'Desk camera')
  }
  const asked = ada.media.requests.length
  await world.run(5_000)
  expect(received(bob, 'video')).toBe('Built-in camera')
  expect(ada.media.requests).toHaveLength(asked + 1)
})

test('a device that comes back never prompts: where the browser would ask, the stand-in stays', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  ada.media.unplug('cam-1')
  await world.run()
  const asked = ada.media.requests.length
  ada.media.permissions.camera = 'prompt'
  ada.media.plug(builtInCamera)
  await world.run(10_000)
  expect(ada.media.requests).toHaveLength(asked)
  expect(received(bob, 'video')).toBe('Desk camera')
})

test('a track that ended by itself is opened again on the same device, without a word', async () => {
  const { world, ada, bob } = scene
  ada.media.devices.reverse()
  await connectBoth(scene, { camera: false, microphoneId: 'mic-1' })
  ada.media.live('mic-1')?.end()
  await world.run()
  expect(received(bob, 'audio')).toBe('Built-in microphone')
  expect(ada.media.requests.at(-1)?.audio).toMatchObject({ deviceId: { exact: 'mic-1' } })
  expect(noticesOf(ada)).toEqual([])
})

test('a device that another program took as it ended gives way to another, which is not called unplugged', async () => {
  const { world, ada } = scene
  await connectBoth(scene, { cameraId: 'cam-2' })
  ada.media.busy.add('cam-2')
  ada.media.live('cam-2')?.end()
  await world.run()
  expect(noticesOf(ada)).toEqual([{ kind: 'camera', gone: 'Desk camera', unplugged: false, now: 'Built-in camera' }])
})

test('a track that ended while nobody was told, as in sleep, is noticed when the page is seen or soon after', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  ada.media.live('cam-1')?.stop()
  ada.media.show(true)
  await world.run()
  expect(received(bob, 'video')).toBe('Built-in camera')
  await world.run(5_000)
  ada.media.live('mic-1')?.stop()
  await world.run(5_500)
  expect(received(bob, 'audio')).toBe('Built-in microphone')
})

test('a microphone the system keeps muted is opened again after three seconds; one that is given back is not', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  const first = ada.media.live('mic-1')
  first?.setMuted(true)
  await world.run(2_500)
  first?.setMuted(false)
  await world.run(10_000)
  expect(ada.media.live('mic-1')).toBe(first)
  first?.setMuted(true)
  await world.run(3_500)
  expect(first?.readyState).toBe('ended')
  expect(ada.media.live('mic-1')).not.toBe(first)
  expect(received(bob, 'audio')).toBe('Built-in microphone')
  expect(bob.session.getSnapshot().remote.microphone).toBe(true)
  expect(noticesOf(ada)).toEqual([])
})

test('a microphone that stays muted is tried four times, ever more slowly, and then left', async () => {
  const { world, ada } = scene
  await connectBoth(scene, { camera: false })
  const at: number[] = []
  ada.media.live('mic-1')?.setMuted(true)
  let asked = ada.media.requests.length
  for (let second = 0; second < 300; second += 1) {
    await world.run(1_000)
    if (ada.media.requests.length > asked) at.push(second)
    asked = ada.media.requests.length
    ada.media.live('mic-1')?.setMuted(true)
  }
  expect(at).toHaveLength(4)
  expect(at[3]).toBeGreaterThan(40)
})

test.each(['prompt', 'denied'] as const)(
  'a muted camera is left alone where the permission is "%s"',
  async (permission) => {
    const { world, ada } = scene
    await connectBoth(scene)
    const asked = ada.media.requests.length
    ada.media.permissions.camera = permission
    ada.media.live('cam-1')?.setMuted(true)
    await world.run(60_000)
    expect(ada.media.requests).toHaveLength(asked)
  },
)

test('a camera a phone takes from a page that is not seen is left alone until it is seen again', async () => {
  const { world, ada } = scene
  await connectBoth(scene)
  const camera = ada.media.live('cam-1')
  ada.media.show(false)
  camera?.setMuted(true)
  await world.run(30_000)
  expect(ada.media.live('cam-1')).toBe(camera)
  ada.media.show(true)
  await world.run(2_000)
  expect(ada.media.live('cam-1')).toBe(camera)
  await world.run(2_000)
  expect(ada.media.live('cam-1')).not.toBe(camera)
})

test('a device that went twice at once gets another chance by itself', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  ada.media.live('cam-1')?.end()
  await world.run(200)
  ada.media.live('cam-1')?.end()
  await world.run(200)
  expect(ada.session.getSnapshot().camera).toEqual({ state: 'failed', problem: 'unknown' })
  await world.run(3_000)
  expect(received(bob, 'video')).toBe('Built-in camera')
})

test('a call that ends between two tries asks for nothing more', async () => {
  const { world, ada } = scene
  ada.session.sync(preview())
  await world.run()
  ada.media.live('mic-1')?.setMuted(true)
  await world.run(1_000)
  ada.session.sync(RELEASED)
  expect(world.clock.pending).toBe(0)
  await world.run(10_000)
  expect(ada.media.requests).toHaveLength(1)
})

test('a device plugged in is in the pickers at once, and one unplugged is not', async () => {
  const { world, ada } = scene
  ada.session.sync(preview())
  await world.run()
  ada.media.plug({ kind: 'audiooutput', deviceId: 'speaker-2', label: 'Hall' })
  ada.media.plug({ kind: 'videoinput', deviceId: 'cam-3', label: 'New camera' })
  ada.media.unplug('mic-2')
  await world.run(0)
  const { cameras, microphones, speakers } = ada.session.getSnapshot().devices
  expect(cameras.map(({ label }) => label)).toContain('New camera')
  expect(speakers.map(({ label }) => label)).toContain('Hall')
  expect(microphones).toHaveLength(1)
  expect(ada.media.requests.filter(withoutCamera)).toHaveLength(0)
})
