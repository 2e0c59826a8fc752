import { type Candidate, limits, type Signal } from '@parley/protocol'
import { expect, test } from 'vitest'
import type { FakeParty } from '../testing/index.ts'
import { CALL, connectBoth, connected, connectionOf, RELEASED, useWorld } from '../testing/useWorld.ts'

const scene = useWorld()

const descriptionsSent = () => scene.world.wire.sent.filter(({ signal }) => signal.type === 'description').length

/** This many ways more, as fast as they are found. */
const findMore = (party: FakeParty, count: number) => {
  for (let way = 0; way < count; way += 1) connectionOf(party).emitCandidate(`found ${way}`)
}

test('no candidate is lost while the other side takes long to trust an offer', async () => {
  const { world, ada, bob } = scene
  bob.signer.slowVerify = true
  await connectBoth(scene)
  for (let time = 0; time < 5; time += 1) {
    findMore(ada, 9)
    await world.run(1_000)
  }
  expect(connectionOf(bob).remoteDescription).toBeNull()
  bob.signer.release()
  await world.run()
  // Four by itself, and each of the nine once.
  expect(connectionOf(bob).applied).toHaveLength(13)
  expect(connectionOf(bob).rejectedCandidates).toBe(0)
  expect(ada.session.getSnapshot().connection).toBe('connected')
})

test('as many candidates wait for a slow verification as a generation may have', async () => {
  const { world, ada, bob } = scene
  bob.signer.slowVerify = true
  await connectBoth(scene)
  findMore(ada, limits.MAX_CANDIDATES)
  await world.run()
  bob.signer.release()
  await world.run()
  expect(connectionOf(bob).applied).toHaveLength(limits.MAX_CANDIDATES - 2 * limits.RESERVED_CANDIDATES)
})

test('no candidate is lost while an answer is not trusted yet, though the other side restarts meanwhile', async () => {
  const { world, ada, bob } = scene
  ada.signer.slowVerify = true
  await connectBoth(scene)
  connectionOf(bob).restartIce()
  await world.run()
  expect(ada.signer.waiting).toBe(1)
  ada.signer.release()
  await world.run()
  // The restart's offer is looked at for itself, after the answer.
  expect(ada.signer.waiting).toBe(1)
  expect(connectionOf(ada).applied).toHaveLength(4)
  ada.signer.release()
  await world.run()
  for (const party of [ada, bob]) {
    expect(connectionOf(party).applied).toHaveLength(4)
    expect(connectionOf(party).rejectedCandidates).toBe(0)
    expect(party.session.getSnapshot().connection).toBe('connected')
  }
})

test('no own candidate goes out before its description is signed, and none is lost', async () => {
  const { world, ada, bob } = scene
  ada.signer.slowSign = true
  await connectBoth(scene)
  findMore(ada, 10)
  await world.run()
  expect(world.wire.sent).toEqual([])
  ada.signer.release()
  await world.run()
  expect(connectionOf(bob).applied).toHaveLength(14)
  expect(ada.session.getSnapshot().connection).toBe('connected')
})

test('both offer at once and all takes long: the polite one gives way, and both end connected', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  for (const { signer } of [ada, bob]) Object.assign(signer, { slowVerify: true, slowSign: true })
  connectionOf(ada).restartIce()
  connectionOf(bob).restartIce()
  for (let step = 0; step < 8; step += 1) {
    await world.run(100)
    for (const { signer } of [bob, ada]) signer.release()
  }
  await world.run()
  for (const party of [ada, bob]) {
    expect(connectionOf(party).signalingState).toBe('stable')
    expect(connectionOf(party).applied).toHaveLength(4)
    expect(party.session.getSnapshot().connection).toBe('connected')
    expect(party.lost).toEqual([])
  }
})

test('an offer repeated while it is being verified is verified once and answered once', async () => {
  const { world, ada, bob } = scene
  bob.signer.slowVerify = true
  await connectBoth(scene)
  const [offer] = world.wire.sent
  for (let copy = 0; copy < 3; copy += 1) if (offer) world.wire.send(offer)
  await world.run()
  bob.signer.release()
  await world.run()
  expect(bob.signer.verified).toHaveLength(1)
  expect(connectionOf(bob).made.answers).toBe(1)
  expect(ada.session.getSnapshot().connection).toBe('connected')
})

test.each([true, false])(
  'a verification that ends after the call does nothing (the other side is right: %s)',
  async (right) => {
    const { world, ada, bob } = scene
    bob.signer.slowVerify = true
    await connectBoth(scene)
    const sent = descriptionsSent()
    bob.session.sync(RELEASED)
    if (!right) bob.signer.broken = 'verify'
    bob.signer.release()
    await world.run(60_000)
    expect(connectionOf(bob).remoteDescription).toBeNull()
    expect([bob.lost, descriptionsSent()]).toEqual([[], sent])
    ada.session.sync(RELEASED)
  },
)

test('a seal that is signed after the call is not sent', async () => {
  const { world, ada, bob } = scene
  ada.signer.slowSign = true
  ada.session.sync(connected(bob))
  await world.run()
  ada.session.sync(RELEASED)
  ada.signer.release()
  await world.run()
  expect(world.wire.sent).toEqual([])
})

test('“I could not check” is not “somebody listens in”: the call that cannot be checked fails in plain words on both sides', async () => {
  const { world, ada, bob } = scene
  bob.signer.broken = 'verify'
  await connectBoth(scene)
  await world.run(1_000)
  expect([bob.signer.failures, bob.lost]).toEqual([3, []])
  await world.run(4_000)
  expect(bob.signer.failures).toBe(4)
  expect(bob.lost).toEqual([{ callId: CALL, reason: 'failed' }])
  expect(connectionOf(bob).remoteDescription).toBeNull()
  await world.run(31_000)
  expect(ada.lost).toEqual([{ callId: CALL, reason: 'failed' }])
  expect(bob.lost).toHaveLength(1)
})

test('a signer whose storage comes back is asked again, and the call connects', async () => {
  const { world, ada, bob } = scene
  bob.signer.broken = 'verify'
  await connectBoth(scene)
  bob.signer.broken = null
  await world.run(1_000)
  expect(bob.signer.failures).toBe(2)
  for (const party of [ada, bob]) expect(party.session.getSnapshot().connection).toBe('connected')
  expect([...ada.lost, ...bob.lost]).toEqual([])
})

test('whoever is refuted after all is refuted, though the first check failed', async () => {
  const { world, bob } = scene
  world.wire.tamper = ({ signal }) =>
    signal.type === 'description'
      ? { ...signal, description: { ...signal.description, sdp: `${signal.description.sdp}a=x\r\n` } }
      : signal
  bob.signer.broken = 'verify'
  await connectBoth(scene)
  bob.signer.broken = null
  await world.run(1_000)
  expect(bob.lost).toEqual([{ callId: CALL, reason: 'insecure' }])
})

test('a restart that cannot be checked ends the call as lost, and the other side hears no alarm either', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  bob.signer.broken = 'verify'
  connectionOf(ada).restartIce()
  await world.run(4_250)
  expect(bob.lost).toEqual([{ callId: CALL, reason: 'lost' }])
  expect(ada.left).toEqual([{ callId: CALL, reason: 'lost' }])
})

test('a call that ends while a check waits to be repeated is not asked about again', async () => {
  const { world, ada, bob } = scene
  bob.signer.broken = 'verify'
  await connectBoth(scene)
  bob.session.sync(RELEASED)
  ada.session.sync(RELEASED)
  await world.run(60_000)
  expect([bob.signer.failures, bob.lost]).toEqual([2, []])
})

test.each(['offer', 'answer'] as const)(
  'a description that cannot be signed is not sent: without an %s the call fails in time',
  async (kind) => {
    const { world, ada, bob } = scene
    const maker = kind === 'offer' ? ada : bob
    maker.signer.broken = 'sign'
    await connectBoth(scene)
    expect(world.wire.sent.filter(({ from }) => from === maker.device)).toEqual([])
    await world.run(31_000)
    for (const party of [ada, bob]) expect(party.lost).toEqual([{ callId: CALL, reason: 'failed' }])
  },
)

test('a verification that never comes to an end applies nothing, and the call fails in time', async () => {
  const { world, ada, bob } = scene
  bob.signer.slowVerify = true
  await connectBoth(scene)
  await world.run(31_000)
  expect(connectionOf(bob).remoteDescription).toBeNull()
  expect(bob.lost).toEqual([{ callId: CALL, reason: 'failed' }])
  bob.session.sync(RELEASED)
  await bob.session.settled()
  ada.session.sync(RELEASED)
})

test('a verification that never comes to an end during a call leaves the call alone', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  bob.signer.slowVerify = true
  connectionOf(ada).restartIce()
  await world.run(60_000)
  expect(bob.session.getSnapshot().connection).toBe('connected')
  expect([...ada.lost, ...bob.lost]).toEqual([])
})

test('the signals that wait for a verification are bounded, however many come', async () => {
  const { world, ada, bob } = scene
  bob.signer.slowVerify = true
  await connectBoth(scene)
  const stray: Candidate = { candidate: 'stray', sdpMid: '0', sdpMLineIndex: 0, usernameFragment: 'u0' }
  let read = 0
  const signal: Signal = {
    type: 'candidates',
    get candidates() {
      read += 1
      return [stray]
    },
  }
  for (let time = 0; time < 1_000; time += 1) bob.session.receive(CALL, ada.device, signal)
  bob.signer.release()
  await world.run()
  expect(read).toBeGreaterThan(0)
  expect(read).toBeLessThanOrEqual(128)
  expect(bob.session.getSnapshot().connection).toBe('connected')
})
