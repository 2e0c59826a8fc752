import { expect, test } from 'vitest'
import { connectBoth, connected, connectionOf, useWorld } from '../testing/useWorld.ts'

const scene = useWorld()

const remoteVideo = () => {
  const track = connectionOf(scene.bob).transceivers.find(({ kind }) => kind === 'video')?.receiver.track
  if (!track) throw new Error('no video')
  return track
}

test('a picture that stopped coming is not shown as live, and is shown again at once when it comes', async () => {
  const { world, bob } = scene
  await connectBoth(scene)
  remoteVideo().setMuted(true)
  await world.run(900)
  expect(bob.session.getSnapshot().remote.camera).toBe(true)
  await world.run(200)
  expect(bob.session.getSnapshot().remote.camera).toBe(false)
  remoteVideo().setMuted(false)
  expect(bob.session.getSnapshot().remote.camera).toBe(true)
})

test('a picture that stops without a word of the browser is not shown as live, and is again when it flows', async () => {
  const { world, bob } = scene
  await connectBoth(scene)
  const { line } = connectionOf(bob).stats
  line.framesDecoded = 30
  await world.run(3_000)
  expect(bob.session.getSnapshot().remote.camera).toBe(true)
  line.framesDecoded = 0
  await world.run(1_900)
  expect(bob.session.getSnapshot().remote.camera, 'a slow moment').toBe(true)
  await world.run(2_500)
  expect(bob.session.getSnapshot().remote.camera).toBe(false)
  line.framesDecoded = 1
  await world.run(1_100)
  expect(bob.session.getSnapshot().remote.camera).toBe(true)
})

test('a picture that flows is shown though the browser never says that its track is unmuted', async () => {
  const { world, bob } = scene
  await connectBoth(scene)
  remoteVideo().setMuted(true)
  await world.run(2_000)
  expect(bob.session.getSnapshot().remote.camera).toBe(false)
  connectionOf(bob).stats.line.framesDecoded = 30
  await world.run(2_500)
  expect(bob.session.getSnapshot().remote.camera).toBe(true)
})

test('a shared screen on which nothing happens stays', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  const { line } = connectionOf(bob).stats
  line.framesDecoded = 30
  ada.session.sync(connected(bob, { screen: true }))
  await world.run(3_000)
  line.framesDecoded = 0
  await world.run(10_000)
  expect(bob.session.getSnapshot().remote.screen).toBe(true)
})

test('while the connection is interrupted the last picture stays', async () => {
  const { world, bob } = scene
  await connectBoth(scene)
  const { line } = connectionOf(bob).stats
  line.framesDecoded = 30
  await world.run(3_000)
  line.framesDecoded = 0
  world.network.up = false
  connectionOf(bob).setState('disconnected')
  await world.run(5_000)
  expect(bob.session.getSnapshot()).toMatchObject({ connection: 'interrupted', remote: { camera: true } })
})

test('a picture that flaps does not blink', async () => {
  const { world, bob } = scene
  await connectBoth(scene)
  // Until the first word on the connection's quality.
  await world.run(3_000)
  const seen = new Set<boolean>()
  bob.session.subscribe(() => seen.add(bob.session.getSnapshot().remote.camera))
  for (let time = 0; time < 20; time += 1) {
    remoteVideo().setMuted(true)
    await world.run(500)
    remoteVideo().setMuted(false)
  }
  expect([...seen]).toEqual([])
})

test('the other side is told of mute and of the camera, each time the whole state', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  for (const muted of [true, false, true, false, true]) ada.session.sync(connected(bob, { muted, camera: muted }))
  await world.run()
  expect(bob.session.getSnapshot().remote).toMatchObject({ microphone: false, camera: true, screen: false })
  ada.session.sync(connected(bob, { muted: true, camera: false }))
  await world.run()
  expect(bob.session.getSnapshot().remote).toMatchObject({ microphone: false, camera: false, screen: false })
})

test('somebody who is muted before the call is muted in it, on both sides', async () => {
  const { ada, bob } = scene
  await connectBoth(scene, { muted: true })
  for (const party of [ada, bob]) expect(party.session.getSnapshot().remote.microphone).toBe(false)
})

test('mute survives an ICE restart', async () => {
  const { world, bob } = scene
  await connectBoth(scene, { muted: true })
  world.network.report('failed')
  await world.run()
  expect(bob.session.getSnapshot()).toMatchObject({ connection: 'connected', remote: { microphone: false } })
})

test('an older, broken or foreign message of the other side changes nothing', async () => {
  const { bob } = scene
  await connectBoth(scene)
  const [channel] = connectionOf(bob).channels
  channel?.deliver(JSON.stringify({ type: 'media', seq: 0, microphone: false, camera: false, screen: false }))
  channel?.deliver(JSON.stringify({ type: 'media', seq: 99, microphone: 'no' }))
  channel?.deliver('{')
  channel?.deliver(new ArrayBuffer(4))
  expect(bob.session.getSnapshot().remote).toMatchObject({ microphone: true, camera: true, screen: false })
})

test('a message that arrives twice cannot show a camera as on that is off by now', async () => {
  const { bob } = scene
  await connectBoth(scene)
  const [channel] = connectionOf(bob).channels
  const tell = (camera: boolean) =>
    channel?.deliver(JSON.stringify({ type: 'media', seq: 50, microphone: true, camera, screen: false }))
  tell(false)
  tell(true)
  expect(bob.session.getSnapshot().remote.camera).toBe(false)
})

test('a camera the system takes away is told to the other side, and so is its return', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  ada.media.live('cam-1')?.setMuted(true)
  await world.run()
  expect(bob.session.getSnapshot().remote.camera).toBe(false)
  ada.media.live('cam-1')?.setMuted(false)
  await world.run()
  expect(bob.session.getSnapshot().remote.camera).toBe(true)
})
