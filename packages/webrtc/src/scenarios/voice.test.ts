import { expect, test } from 'vitest'
import { liveTracks } from '../testing/index.ts'
import { connectBoth, connected, preview, RELEASED, useWorld } from '../testing/useWorld.ts'

const scene = useWorld()

const QUIET_ROOM = 0.00001
const SPEECH = 0.05
const noticeOf = ({ session }: (typeof scene)['ada']) => session.getSnapshot().voice

test('a microphone that gives nothing but zeros for five seconds is told, until there is sound', async () => {
  const { world, ada } = scene
  await connectBoth(scene)
  ada.media.loudness = 0
  await world.run(4_500)
  expect(noticeOf(ada)).toBeNull()
  await world.run(1_000)
  expect(noticeOf(ada)).toBe('silent')
  ada.media.loudness = QUIET_ROOM
  await world.run(200)
  expect(noticeOf(ada)).toBeNull()
})

test('a quiet room is not silence, and neither is a microphone that cannot be measured', async () => {
  const { world, ada } = scene
  await connectBoth(scene)
  for (const loudness of [QUIET_ROOM, null]) {
    ada.media.loudness = loudness
    await world.run(20_000)
    expect(noticeOf(ada)).toBeNull()
  }
})

test('one sound in five seconds is enough, and so is another microphone', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  for (let time = 0; time < 4; time += 1) {
    ada.media.loudness = 0
    await world.run(4_500)
    ada.media.loudness = QUIET_ROOM
    await world.run(150)
    expect(noticeOf(ada)).toBeNull()
  }
  ada.media.loudness = 0
  await world.run(6_000)
  expect(noticeOf(ada)).toBe('silent')
  ada.session.sync(connected(bob, { microphoneId: 'mic-2' }))
  await world.run(200)
  expect(noticeOf(ada)).toBeNull()
})

test('five seconds of sleep are not five seconds of silence', async () => {
  const { world, ada } = scene
  await connectBoth(scene)
  ada.media.loudness = 0
  await world.run(1_000)
  const { now } = world.clock
  world.clock.now = () => now() + 60_000
  await world.run(500)
  world.clock.now = now
  expect(noticeOf(ada)).toBeNull()
})

test('somebody who is muted and silent is told nothing; somebody who speaks while muted is, after 0.4 s', async () => {
  const { world, ada } = scene
  ada.media.loudness = 0
  await connectBoth(scene, { muted: true })
  await world.run(10_000)
  expect(noticeOf(ada)).toBeNull()
  ada.media.loudness = SPEECH
  await world.run(300)
  expect(noticeOf(ada)).toBeNull()
  await world.run(300)
  expect(noticeOf(ada)).toBe('mutedSpeech')
})

test('a cough or a key is not speech, and neither is a murmur', async () => {
  const { world, ada } = scene
  await connectBoth(scene, { muted: true })
  for (let time = 0; time < 10; time += 1) {
    ada.media.loudness = SPEECH
    await world.run(200)
    ada.media.loudness = QUIET_ROOM
    await world.run(800)
  }
  ada.media.loudness = 0.008
  await world.run(10_000)
  expect(noticeOf(ada)).toBeNull()
})

test('between words it stays; some seconds after the last one it goes, and is not said again at once', async () => {
  const { world, ada } = scene
  await connectBoth(scene, { muted: true })
  const speak = async (ms: number) => {
    ada.media.loudness = SPEECH
    await world.run(ms)
    ada.media.loudness = QUIET_ROOM
  }
  await speak(600)
  await world.run(2_000)
  expect(noticeOf(ada)).toBe('mutedSpeech')
  await world.run(3_000)
  expect(noticeOf(ada)).toBeNull()
  await speak(1_000)
  expect(noticeOf(ada)).toBeNull()
  await world.run(10_000)
  await speak(1_000)
  expect(noticeOf(ada)).toBe('mutedSpeech')
})

test('unmuting ends the hint at once, and the copy that was listened to', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  expect(liveTracks()).toBe(4)
  ada.session.sync(connected(bob, { muted: true }))
  expect(liveTracks()).toBe(5)
  ada.media.loudness = SPEECH
  await world.run(1_000)
  expect(noticeOf(ada)).toBe('mutedSpeech')
  ada.session.sync(connected(bob))
  expect(noticeOf(ada)).toBeNull()
  expect([liveTracks(), ada.media.levels.size]).toEqual([4, 1])
})

test('a call that ends while muted leaves no copy, no measure and no timer', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene, { muted: true })
  ada.session.sync(RELEASED)
  bob.session.sync(RELEASED)
  await world.run()
  expect([liveTracks(), ada.media.levels.size, world.clock.pending]).toEqual([0, 0, 0])
})

test('before the call nobody listens', async () => {
  const { world, ada } = scene
  ada.media.loudness = 0
  ada.session.sync(preview())
  await world.run(10_000)
  expect(noticeOf(ada)).toBeNull()
  expect(ada.media.levels.size).toBe(0)
})

test('nothing that is listened to is sent: the other side hears the muted microphone, which is silence', async () => {
  const { ada } = scene
  await connectBoth(scene, { muted: true })
  const sent = ada.connections.flatMap((connection) => connection.transceivers.map(({ sender }) => sender.track))
  const [copy] = ada.media.levels
  expect(sent).not.toContain(copy)
  expect(sent.find((track) => track?.kind === 'audio')?.enabled).toBe(false)
})

test('an answered call does not wait for anybody to listen: that begins a moment later', async () => {
  const { world, ada, bob } = scene
  ada.session.sync(preview())
  bob.session.sync(preview())
  await world.run()
  ada.session.sync(connected(bob))
  expect(ada.media.levels.size).toBe(0)
  await world.run(500)
  expect(ada.media.levels.size).toBe(1)
})
