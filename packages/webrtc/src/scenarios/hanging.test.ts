import { expect, test } from 'vitest'
import { liveTracks } from '../testing/index.ts'
import { connectBoth, connected, NEXT_CALL, preview, RELEASED, received, useWorld } from '../testing/useWorld.ts'

const scene = useWorld()

/** Both permissions were given earlier, as in every call but the first. */
function allowed(): void {
  for (const { media } of [scene.ada, scene.bob])
    Object.assign(media.permissions, { microphone: 'granted', camera: 'granted' })
}

const kinds = () =>
  scene.ada.media.requests.map(({ audio, video }) => [audio && 'audio', video && 'video'].filter(Boolean))

test('a camera that takes 12 s delays no voice, and the picture comes then', async () => {
  const { world, ada, bob } = scene
  allowed()
  ada.media.hanging.add('cam-1')
  await connectBoth(scene)
  expect(received(bob, 'audio')).toBe('Built-in microphone')
  expect(kinds()).toEqual([['audio'], ['video']])
  await world.run(8_500)
  expect(ada.session.getSnapshot().camera).toEqual({ state: 'failed', problem: 'stuck' })
  await world.run(3_000)
  ada.media.wake()
  await world.run()
  expect(received(bob, 'video')).toBe('Built-in camera')
  expect(ada.session.getSnapshot().camera.state).toBe('on')
  expect(ada.media.tracks.filter(({ kind, readyState }) => kind === 'video' && readyState === 'live')).toHaveLength(1)
})

test('a request that never settles is told, and tried again without the words going away', async () => {
  const { world, ada } = scene
  allowed()
  ada.media.hanging.add('mic-1')
  ada.session.sync(preview({ camera: false }))
  await world.run(7_500)
  expect(ada.session.getSnapshot().microphone).toEqual({ state: 'starting' })
  await world.run(1_600)
  const said = new Set<unknown>()
  ada.session.subscribe(() => void said.add(ada.session.getSnapshot().microphone))
  expect(ada.session.getSnapshot().microphone).toEqual({ state: 'failed', problem: 'stuck' })
  await world.run(60_000)
  expect([...said]).toEqual([])
  expect(ada.media.requests.length).toBeGreaterThan(2)
  expect(ada.media.requests.length).toBeLessThan(8)
})

test('"try again" asks at once, though the browser still owes the first answer', async () => {
  const { world, ada } = scene
  allowed()
  ada.media.hanging.add('mic-1')
  ada.session.sync(preview({ camera: false }))
  await world.run(9_500)
  ada.media.hanging.clear()
  ada.session.retryDevices()
  await world.run()
  expect(ada.session.getSnapshot().microphone.state).toBe('on')
  ada.media.wake()
  await world.run()
  expect(liveTracks()).toBe(1)
})

test('a request that hung in one call does not silence the next one', async () => {
  const { world, ada } = scene
  allowed()
  ada.media.hanging.add('mic-1')
  ada.session.sync(preview({ camera: false }))
  await world.run(1_000)
  ada.session.sync(RELEASED)
  await ada.session.settled()
  ada.media.hanging.clear()
  ada.session.sync(preview({ camera: false }, NEXT_CALL))
  await world.run()
  expect(ada.session.getSnapshot().microphone.state).toBe('on')
  ada.session.sync(RELEASED)
  ada.media.wake()
  await world.run()
  expect(liveTracks()).toBe(0)
})

test('a chosen camera that hangs leaves the one before it on, and is taken when it starts at last', async () => {
  const { world, ada, bob } = scene
  allowed()
  await connectBoth(scene)
  ada.media.hanging.add('cam-2')
  ada.session.sync(connected(bob, { cameraId: 'cam-2' }))
  await world.run(10_000)
  expect(received(bob, 'video')).toBe('Built-in camera')
  ada.media.hanging.clear()
  await world.run(5_000)
  expect(received(bob, 'video')).toBe('Desk camera')
  expect(ada.media.live('cam-1')).toBeNull()
})

test('a call that follows another at once does not wait for the device that hung in that one', async () => {
  const { world, ada } = scene
  allowed()
  ada.media.hanging.add('mic-1')
  ada.session.sync(preview({ camera: false }))
  await world.run(3_000)
  ada.media.hanging.clear()
  ada.session.sync(preview({ camera: false }, NEXT_CALL))
  await world.run()
  expect(ada.session.getSnapshot().microphone.state).toBe('on')
})

test('what the first prompt allows is asked for apart if it does not come together', async () => {
  const { world, ada } = scene
  ada.media.hanging.add('cam-1')
  ada.media.manual = true
  ada.session.sync(preview())
  await world.run(5_000)
  expect(kinds()).toEqual([['audio', 'video']])
  ada.media.manual = false
  ada.media.grant()
  await world.run(3_500)
  expect(kinds()).toEqual([['audio', 'video'], ['audio'], ['video']])
  expect(ada.session.getSnapshot()).toMatchObject({ microphone: { state: 'on' }, camera: { state: 'starting' } })
})

test('a person may look at the prompt as long as they like: nothing is told and nothing else is asked', async () => {
  const { world, ada } = scene
  ada.media.manual = true
  ada.session.sync(preview())
  await world.run(120_000)
  expect(ada.session.getSnapshot()).toMatchObject({ microphone: { state: 'starting' }, camera: { state: 'starting' } })
  expect(ada.media.requests).toHaveLength(1)
})

test.each(['prompt', 'unknown'] as const)(
  'where the permission is "%s", an unanswered request holds up the next call for 8 s, not for ever',
  async (permission) => {
    const { world, ada } = scene
    Object.assign(ada.media.permissions, { microphone: permission, camera: permission })
    ada.media.manual = true
    ada.session.sync(preview())
    await world.run(20_000)
    ada.session.sync(RELEASED)
    ada.media.manual = false
    ada.session.sync(preview({}, NEXT_CALL))
    await world.run(7_000)
    expect(ada.media.requests).toHaveLength(1)
    await world.run(3_500)
    expect(ada.session.getSnapshot().microphone.state).toBe('on')
    ada.media.grant()
    await world.run()
    expect(liveTracks()).toBe(2)
  },
)

test('a browser that never tells a permission is asked all the same, with one prompt', async () => {
  const { world, ada } = scene
  ada.media.unanswered.add('permission')
  ada.session.sync(preview())
  await world.run(2_000)
  expect(kinds()).toEqual([['audio', 'video']])
  expect(ada.session.getSnapshot()).toMatchObject({ microphone: { state: 'on' }, camera: { state: 'on' } })
})

test('a microphone that goes while the camera hangs is replaced', async () => {
  const { world, ada, bob } = scene
  allowed()
  ada.media.hanging.add('cam-1')
  await connectBoth(scene)
  ada.media.unplug('mic-1')
  await world.run()
  expect(received(bob, 'audio')).toBe('Headset microphone')
})

test('a call by codes waits for no device that hangs', async () => {
  const { world, ada, bob } = scene
  allowed()
  ada.media.hanging.add('mic-1')
  ada.media.hanging.add('cam-1')
  ada.session.sync({ ...connected(bob), byHand: true })
  await world.run(7_000)
  expect(ada.connections).toHaveLength(0)
  await world.run(2_500)
  expect(ada.connections).toHaveLength(1)
})

test('a list of devices that never comes holds up nothing, and is asked for again', async () => {
  const { world, ada, bob } = scene
  allowed()
  ada.media.unanswered.add('enumerateDevices')
  ada.session.sync({ ...connected(bob), byHand: true })
  await world.run(6_000)
  expect(ada.connections).toHaveLength(1)
  expect(ada.session.getSnapshot().devices.microphones).toEqual([])
  ada.media.unanswered.clear()
  await world.run(10_000)
  expect(ada.session.getSnapshot().devices.microphones).toHaveLength(2)
})

test('a list that comes late is shown, unless a newer one has come', async () => {
  const { world, ada } = scene
  allowed()
  ada.media.unanswered.add('enumerateDevices')
  ada.session.sync(preview())
  await world.run(6_000)
  ada.media.wake()
  await world.run(100)
  expect(ada.session.getSnapshot().devices.microphones).toHaveLength(2)
})

test('leaving while the list hangs leaves nothing to wait for', async () => {
  const { world, ada } = scene
  allowed()
  ada.media.unanswered.add('enumerateDevices')
  ada.session.sync(preview())
  await world.run()
  ada.session.sync(RELEASED)
  await ada.session.settled()
  expect(world.clock.pending).toBe(0)
})
