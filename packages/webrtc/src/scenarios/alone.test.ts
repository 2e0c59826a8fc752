import { type ControlMessage, parseControl } from '@parley/protocol'
import { expect, test } from 'vitest'
import { type FakeParty, flush, liveTracks } from '../testing/index.ts'
import {
  CALL,
  connectBoth,
  connected,
  connectionOf,
  NEXT_CALL,
  RELEASED,
  received,
  useWorld,
} from '../testing/useWorld.ts'

const scene = useWorld()

const restartsOf = (party: FakeParty): number => connectionOf(party).made.restarts

const saidBy = (party: FakeParty): ControlMessage[] =>
  connectionOf(party).channels.flatMap(({ sent }) => sent.flatMap((text) => parseControl(text) ?? []))

/** Both are connected, and from now on the server is gone. */
async function connectAlone(): Promise<void> {
  await connectBoth(scene)
  scene.world.wire.paused = true
}

/** Changes Ada's messages on her channel. */
function tamper(how: (message: ControlMessage) => unknown): void {
  scene.world.network.tamper = (text) => {
    const message = parseControl(text)
    return message ? JSON.stringify(how(message)) : text
  }
}

test('without a server, a hang-up is told by the connection itself and both let everything go', async () => {
  const { world, ada, bob } = scene
  await connectAlone()
  ada.session.sync(RELEASED)
  expect(ada.session.getSnapshot().connection).toBe('none')
  await flush()
  expect(connectionOf(ada).closed).toBe(true)
  expect(bob.left).toEqual([{ callId: CALL, reason: 'hangup' }])
  bob.session.sync(RELEASED)
  await flush()
  expect([connectionOf(bob).closed, liveTracks(), world.clock.pending]).toEqual([true, 0, 0])
  expect(ada.left).toEqual([])
  expect(saidBy(bob).filter(({ type }) => type === 'bye')).toEqual([])
})

test('both hang up at the same moment: nobody waits for the other', async () => {
  const { world, ada, bob } = scene
  await connectAlone()
  for (const { session } of [ada, bob]) session.sync(RELEASED)
  await flush()
  expect([connectionOf(ada).closed, connectionOf(bob).closed, world.clock.pending]).toEqual([true, true, 0])
  expect([...ada.left, ...bob.left]).toEqual([])
})

test('a goodbye that cannot leave holds the connection for a fifth of a second, and the camera not at all', async () => {
  const { world, ada, bob } = scene
  await connectAlone()
  world.network.up = false
  const before = liveTracks()
  ada.session.sync(RELEASED)
  await flush()
  expect([liveTracks(), connectionOf(ada).closed]).toEqual([before / 2, false])
  await world.run(200)
  expect(connectionOf(ada).closed).toBe(true)
  world.network.up = true
  await flush()
  expect(bob.left).toEqual([])
})

test('the next call does not wait for the goodbye of the last one, and is not touched by it', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  const first = connectionOf(ada)
  ada.session.sync(connected(bob, {}, NEXT_CALL))
  bob.session.sync(connected(ada, {}, NEXT_CALL))
  await world.run()
  expect(first.closed).toBe(true)
  expect(ada.session.getSnapshot().connection).toBe('connected')
  expect([...ada.left, ...bob.left].filter(({ callId }) => callId === NEXT_CALL)).toEqual([])
})

test('nothing follows the goodbye, not even a description that was still being signed', async () => {
  const { world, ada } = scene
  await connectAlone()
  ada.signer.slowSign = true
  connectionOf(ada).restartIce()
  await world.run()
  world.network.up = false
  const sent = world.wire.sent.length
  ada.session.sync(RELEASED)
  ada.signer.release()
  await world.run()
  expect(saidBy(ada).at(-1)?.type).toBe('bye')
  expect(world.wire.sent).toHaveLength(sent)
})

test('closing the session for good cuts a goodbye short', async () => {
  const { world, ada } = scene
  await connectAlone()
  world.network.up = false
  ada.session.sync(RELEASED)
  ada.session.close()
  expect(connectionOf(ada).closed).toBe(true)
})

test('a side that has been told goodbye neither restarts ICE nor gives the call up a second time', async () => {
  const { world, ada, bob } = scene
  await connectAlone()
  ada.session.sync(RELEASED)
  await flush()
  connectionOf(bob).setState('disconnected')
  connectionOf(bob).setState('failed')
  for (const listener of bob.networkListeners) listener()
  await world.run(60_000)
  expect([bob.left.length, bob.lost, restartsOf(bob)]).toEqual([1, [], 0])
})

test('a goodbye is heard once, however often it is said', async () => {
  const { bob } = scene
  await connectAlone()
  const [channel] = connectionOf(bob).channels
  for (const seq of [7, 7, 8]) channel?.deliver(JSON.stringify({ type: 'bye', seq, reason: 'hangup' }))
  channel?.deliver(JSON.stringify({ type: 'bye', seq: 9, reason: 'because' }))
  expect(bob.left).toEqual([{ callId: CALL, reason: 'hangup' }])
})

test('a side that gives up for want of media says why, for the reason may arrive all the same', async () => {
  const { world, ada, bob } = scene
  await connectAlone()
  world.network.usable = () => false
  connectionOf(ada).setState('disconnected')
  await world.run(31_000)
  expect(ada.lost).toEqual([{ callId: CALL, reason: 'lost' }])
  ada.session.sync(RELEASED)
  await flush()
  expect(bob.left).toEqual([{ callId: CALL, reason: 'lost' }])
})

test('without a server, ICE is restarted over the connection, from either side', async () => {
  const { world, ada, bob } = scene
  await connectAlone()
  for (const party of [ada, bob]) {
    const before = [ada, bob].map((one) => connectionOf(one).ufrag)
    connectionOf(party).setState('failed')
    await world.run(100)
    for (const [index, one] of [ada, bob].entries()) expect(connectionOf(one).ufrag).not.toBe(before[index])
    for (const one of [ada, bob]) {
      expect(one.session.getSnapshot().connection).toBe('connected')
      expect(connectionOf(one).signalingState).toBe('stable')
      expect(received(one, 'video')).toBe('Built-in camera')
    }
  }
  expect([...ada.lost, ...bob.lost]).toEqual([])
})

test('without a server, mute, camera and screen are told to the other side', async () => {
  const { world, ada, bob } = scene
  await connectAlone()
  ada.session.sync(connected(bob, { muted: true, camera: false }))
  await world.run()
  expect(bob.session.getSnapshot().remote).toMatchObject({ microphone: false, camera: false, screen: false })
  ada.session.sync(connected(bob, { screen: true }))
  await world.run()
  expect(bob.session.getSnapshot().remote).toMatchObject({ microphone: true, camera: false, screen: true })
  expect(received(bob, 'video')).toBe(ada.media.live('screen')?.label)
})

test('while all is well signals need no server; in doubt they go both ways and are applied once', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  const before = world.wire.sent.length
  connectionOf(ada).restartIce()
  await world.run()
  expect(world.wire.sent).toHaveLength(before)
  const answers = connectionOf(bob).made.answers
  connectionOf(ada).setState('failed')
  await world.run()
  expect(world.wire.sent.length).toBeGreaterThan(before)
  expect(connectionOf(bob).made.answers).toBe(answers + 1)
  expect(connectionOf(ada).applied).toEqual([...new Set(connectionOf(ada).applied)])
})

test('a side that hears by way of the server that the other is in doubt answers that way, too', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  // Ada has left the network over which the channel goes; Bob does not know it yet.
  world.network.up = false
  connectionOf(ada).setState('disconnected')
  await world.run(2_100)
  expect(bob.session.getSnapshot().connection).toBe('connected')
  const answer = world.wire.sent.findLast(({ from }) => from === bob.device)
  expect(answer?.signal.type).toBe('candidates')
  expect(connectionOf(ada).signalingState).toBe('stable')
  world.network.up = true
  await world.run(10_000)
  expect(ada.session.getSnapshot().connection).toBe('connected')
})

test('an offer that waits for the network to come back is not made again, and is answered then', async () => {
  const { world, ada } = scene
  await connectAlone()
  world.network.up = false
  world.network.report('disconnected')
  await world.run(15_000)
  expect(restartsOf(ada)).toBe(1)
  world.network.up = true
  await world.run(3_000)
  expect(ada.session.getSnapshot().connection).toBe('connected')
  expect(connectionOf(ada).signalingState).toBe('stable')
})

test('T9: a description with another fingerprint is refused over the channel as over the server', async () => {
  const { world, ada, bob } = scene
  await connectAlone()
  const { remoteDescription, applied } = connectionOf(bob)
  tamper((message) => {
    if (message.type !== 'signal' || message.signal.type !== 'description') return message
    const { description } = message.signal
    const sdp = description.sdp.replace(/(?<=fingerprint:sha-256 )../, (byte) => (byte === 'FF' ? '00' : 'FF'))
    return { ...message, signal: { ...message.signal, description: { ...description, sdp } } }
  })
  connectionOf(ada).restartIce()
  await world.run()
  expect(bob.lost).toEqual([{ callId: CALL, reason: 'insecure' }])
  expect(connectionOf(bob).remoteDescription).toBe(remoteDescription)
  expect(connectionOf(bob).applied).toEqual(applied)
  expect(connectionOf(bob).closed).toBe(true)
  expect(ada.left).toEqual([{ callId: CALL, reason: 'insecure' }])
})

test('a message of the channel that was there before is not applied again', async () => {
  const { world, ada, bob } = scene
  await connectAlone()
  connectionOf(ada).restartIce()
  await world.run()
  const { answers } = connectionOf(bob).made
  const [channel] = connectionOf(ada).channels
  for (const text of channel?.sent ?? []) connectionOf(bob).channels[0]?.deliver(text)
  await world.run()
  expect(connectionOf(bob).made.answers).toBe(answers)
  expect(saidBy(ada).map(({ seq }) => seq)).toEqual(saidBy(ada).map((_message, index) => index + 1))
})

test('a device that floods the channel with signals is not waited for without end', async () => {
  const { world, bob } = scene
  await connectAlone()
  const [channel] = connectionOf(bob).channels
  const candidate = { candidate: 'x', sdpMid: '0', sdpMLineIndex: 0, usernameFragment: 'none' }
  for (let seq = 100; seq < 600; seq += 1) {
    channel?.deliver(JSON.stringify({ type: 'signal', seq, signal: { type: 'candidates', candidates: [candidate] } }))
  }
  await world.run(2_000)
  expect(bob.session.getSnapshot().connection).toBe('connected')
  expect(bob.lost).toEqual([])
})
