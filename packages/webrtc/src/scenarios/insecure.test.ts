import type { Signal } from '@parley/protocol'
import { expect, test } from 'vitest'
import { type Envelope, type FakeParty, flush, readSeal } from '../testing/index.ts'
import { CALL, connectBoth, connected, connectionOf, NEXT_CALL, RELEASED, useWorld } from '../testing/useWorld.ts'

const scene = useWorld()

type Described = Extract<Signal, { type: 'description' }>
type Kind = Described['description']['type']

/** Replacements of a genuine description; `earlier` is the same end's of another call or negotiation. */
type Forgery = (genuine: Described, earlier: Described) => Described | Promise<Described>

const FINGERPRINT_BYTE = /(?<=a=fingerprint:sha-256 )[0-9A-F]{2}/g
const swapFingerprint = (sdp: string) => sdp.replace(FINGERPRINT_BYTE, (byte) => (byte === 'FF' ? '00' : 'FF'))

const forgeries: Record<string, Forgery> = {
  'its fingerprint swapped': ({ description, ...rest }) => ({
    ...rest,
    description: { ...description, sdp: swapFingerprint(description.sdp) },
  }),
  'a line added': ({ description, ...rest }) => ({
    ...rest,
    description: { ...description, sdp: `${description.sdp}a=x\r\n` },
  }),
  'an earlier description, with its seal': ({ negotiation }, earlier) => ({ ...earlier, negotiation }),
  'an earlier description under the new seal': (genuine, { description }) => ({ ...genuine, description }),
  'an earlier seal': (genuine, { seal }) => ({ ...genuine, seal }),
  'the seal of somebody else': async (genuine) => {
    const eve = scene.world.join('eve')
    const { callId, from, to, negotiation } = readSeal(genuine.seal)
    const role = genuine.description.type === 'offer' ? 'initiator' : 'responder'
    const { signature } = await eve.signer.sign({ callId, remote: to, role, negotiation }, genuine.description)
    expect(from.userId).not.toBe('eve')
    return { ...genuine, seal: { ...genuine.seal, signature } }
  },
  'the chain of somebody else': (genuine) => {
    const identity = { ...genuine.seal.identity, root: `BB${'A'.repeat(85)}` }
    return { ...genuine, seal: { ...genuine.seal, identity } }
  },
}

const isKind =
  (kind: Kind) =>
  ({ signal }: Envelope): boolean =>
    signal.type === 'description' && signal.description.type === kind

function lastDescription(kind: Kind): Described {
  const signal = scene.world.wire.sent.filter(isKind(kind)).at(-1)?.signal
  if (signal?.type !== 'description') throw new Error(`no ${kind} was sent`)
  return signal
}

/** Holds the next description of this kind back, and puts another in its place. */
async function forgeNext(kind: Kind, forge: Forgery, earlier: Described): Promise<Described> {
  const { world } = scene
  for (let step = 0; step < 20 && !world.wire.inFlight.some(isKind(kind)); step += 1) {
    world.wire.deliver()
    await flush()
  }
  const envelope = world.wire.inFlight.find(isKind(kind))
  if (envelope?.signal.type !== 'description') throw new Error('not under way')
  const genuine = envelope.signal
  envelope.signal = await forge(genuine, earlier)
  await world.run()
  return genuine
}

/** The receiver and the sender of a description of this kind, in a call that Ada made. */
const endsOf = (kind: Kind): [FakeParty, FakeParty] =>
  kind === 'offer' ? [scene.bob, scene.ada] : [scene.ada, scene.bob]

const cases = (['offer', 'answer'] as const).flatMap((kind) =>
  Object.keys(forgeries).map((name) => [kind, name] as const),
)
const forgeryOf = (name: string): Forgery => forgeries[name] ?? ((genuine) => genuine)

test.each(cases)('T9: nothing is applied of an %s with %s, and the call ends as insecure', async (kind, name) => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  const earlier = lastDescription(kind)
  ada.session.sync(connected(bob, {}, NEXT_CALL))
  bob.session.sync(connected(ada, {}, NEXT_CALL))
  const genuine = await forgeNext(kind, forgeryOf(name), earlier)
  const [victim, sender] = endsOf(kind)
  expect(victim.lost).toEqual([{ callId: NEXT_CALL, reason: 'insecure' }])
  // The genuine one, later, heals nothing; and no deadline tells the end a second time.
  victim.session.receive(NEXT_CALL, sender.device, genuine)
  await world.run(60_000)
  expect(victim.lost).toHaveLength(1)
  const connection = connectionOf(victim)
  expect([connection.remoteDescription, connection.applied, connection.rejectedCandidates]).toEqual([null, [], 0])
  expect(connection.closed).toBe(true)
  expect(sender.session.getSnapshot().connection).not.toBe('connected')
})

test.each(cases)('T9: a restart is no way in either: an %s with %s', async (kind, name) => {
  const { world, ada } = scene
  world.network.channels = false
  await connectBoth(scene)
  const earlier = lastDescription(kind)
  const [victim] = endsOf(kind)
  const { remoteDescription, applied } = connectionOf(victim)
  connectionOf(ada).restartIce()
  await forgeNext(kind, forgeryOf(name), earlier)
  expect(victim.lost).toEqual([{ callId: CALL, reason: 'insecure' }])
  expect(connectionOf(victim).remoteDescription).toBe(remoteDescription)
  expect(connectionOf(victim).applied).toEqual(applied)
})

test('each description is signed for its call, its two devices, its role and its negotiation', async () => {
  const { world, ada, bob } = scene
  await connectBoth(scene)
  const sent = world.wire.sent.flatMap(({ signal }) => (signal.type === 'description' ? signal : []))
  const negotiation = sent[0]?.negotiation
  expect(sent.map(({ seal }) => readSeal(seal))).toMatchObject([
    { callId: CALL, from: ada.device, to: bob.device, role: 'initiator', negotiation, type: 'offer' },
    { callId: CALL, from: bob.device, to: ada.device, role: 'responder', negotiation, type: 'answer' },
  ])
  expect(bob.signer.verified).toEqual([{ callId: CALL, remote: ada.device, role: 'initiator', negotiation }])
  expect(ada.signer.verified).toEqual([{ callId: CALL, remote: bob.device, role: 'responder', negotiation }])
})

test("one's own description sent back is not the other side's", async () => {
  const { world, ada, bob } = scene
  ada.session.sync(connected(bob))
  await world.run()
  const offer = lastDescription('offer')
  ada.session.receive(CALL, bob.device, { ...offer, description: { ...offer.description, type: 'answer' } })
  await world.run()
  expect(ada.lost).toEqual([{ callId: CALL, reason: 'insecure' }])
  expect(connectionOf(ada).remoteDescription).toBeNull()
})

test('a description played again as it was is not even looked at', async () => {
  const { world, ada, bob } = scene
  world.network.channels = false
  await connectBoth(scene)
  const [offer, answer] = [lastDescription('offer'), lastDescription('answer')]
  connectionOf(ada).restartIce()
  await world.run()
  bob.session.receive(CALL, ada.device, offer)
  ada.session.receive(CALL, bob.device, answer)
  await world.run()
  expect([ada.signer.verified.length, bob.signer.verified.length]).toEqual([2, 2])
  expect([...ada.lost, ...bob.lost]).toEqual([])
  const applied = lastDescription('offer').description.sdp.replace('a=setup:actpass', 'a=setup:passive')
  expect(connectionOf(bob).remoteDescription?.sdp).toBe(applied)
})

test('an offer that lost against an own one does not come back when that is settled', async () => {
  const { world, ada, bob } = scene
  world.network.channels = false
  await connectBoth(scene)
  connectionOf(ada).restartIce()
  connectionOf(bob).restartIce()
  await world.run()
  const lost = world.wire.sent.find((envelope) => isKind('offer')(envelope) && envelope.from === bob.device)
  const { remoteDescription } = connectionOf(ada)
  if (lost) ada.session.receive(CALL, bob.device, lost.signal)
  await world.run()
  expect(lost).toBeDefined()
  expect(connectionOf(ada).remoteDescription).toBe(remoteDescription)
  expect(ada.session.getSnapshot().connection).toBe('connected')
})

test('candidates that somebody adds lead nowhere new: they need no seal and bring no key', async () => {
  const { world, ada, bob } = scene
  world.wire.tamper = ({ signal }) =>
    signal.type === 'candidates'
      ? { ...signal, candidates: signal.candidates.map((one) => ({ ...one, candidate: 'eve' })) }
      : signal
  await connectBoth(scene)
  expect([...ada.lost, ...bob.lost]).toEqual([])
})

test('the next call after an insecure one works', async () => {
  const { world, ada, bob } = scene
  ada.session.sync(connected(bob))
  bob.session.sync(connected(ada))
  world.wire.tamper = ({ signal }) =>
    signal.type === 'description'
      ? { ...signal, description: { ...signal.description, sdp: swapFingerprint(signal.description.sdp) } }
      : signal
  await world.run()
  expect(bob.lost).toEqual([{ callId: CALL, reason: 'insecure' }])
  world.wire.tamper = null
  for (const { session } of [ada, bob]) session.sync(RELEASED)
  ada.session.sync(connected(bob, {}, NEXT_CALL))
  bob.session.sync(connected(ada, {}, NEXT_CALL))
  await world.run()
  expect(ada.session.getSnapshot().connection).toBe('connected')
})
