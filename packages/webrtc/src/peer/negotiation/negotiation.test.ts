import type { Description, Seal } from '@parley/protocol'
import { expect, test, vi } from 'vitest'
import { createPhase, type Phase } from '../../phase.ts'
import { FakeSigner } from '../../testing/index.ts'
import { createNegotiation, type Negotiable } from './negotiation.ts'
import { createSeenOffers, type SeenOffers } from './seenOffers.ts'
import type { Signing } from './signing.ts'

const ada = { userId: 'ada', deviceId: 'ada-device-0123456789' }
const bob = { userId: 'bob', deviceId: 'bob-device-0123456789' }
const CALL = 'call-0000000000000001'
const answer: Description = { type: 'answer', sdp: 'v=0' }
const offer: Description = { type: 'offer', sdp: 'v=0' }
const sealed = (negotiation: string, description: Description): Promise<Seal> =>
  new FakeSigner(bob).sign({ callId: CALL, remote: ada, role: 'responder', negotiation }, description)
/** The description as it comes from the other side, for the negotiation "first". */
const signalled = async (description: Description) => ({
  ...{ negotiation: 'first', description },
  seal: await sealed('first', description),
})

interface Setup {
  polite?: boolean
  phase?: Phase
  offers?: SeenOffers
  verify: Signing['verify']
}

function setup({ polite = false, phase = 'active', offers = createSeenOffers(), verify }: Setup) {
  const connection = {
    signalingState: 'stable' as RTCSignalingState,
    localDescription: null as RTCSessionDescription | null,
    remoteDescription: null as RTCSessionDescription | null,
    currentLocalDescription: null,
    currentRemoteDescription: null,
    setLocalDescription: vi.fn(async () => {
      connection.signalingState = 'have-local-offer'
    }),
    setRemoteDescription: vi.fn(async (_description: RTCSessionDescriptionInit) => undefined),
  } satisfies Negotiable
  const described = vi.fn(async () => undefined)
  const send = vi.fn((_id: string, _description: Description, _seal: Seal, _subsequent: boolean) => undefined)
  const negotiation = createNegotiation(connection, {
    polite,
    randomId: () => 'first',
    phase: createPhase(phase),
    noteOffer: (id) => offers.note(CALL, id),
    signing: { sign: sealed, verify },
    send,
    beforeAnswer: () => undefined,
    described,
  })
  return { connection, negotiation, described, send }
}

test('an answer to an offer that could not be made is ignored', async () => {
  const verify = vi.fn(async () => true)
  const { connection, negotiation } = setup({ verify })
  connection.setLocalDescription.mockRejectedValue(new DOMException('', 'OperationError'))
  await expect(negotiation.offer()).rejects.toThrow()
  await negotiation.receive(await signalled(answer))
  expect(connection.setRemoteDescription).not.toHaveBeenCalled()
  expect(verify).not.toHaveBeenCalled()
})

test.each([offer, answer])(
  'nothing of a $type that fails verification is applied, even where the connection stays open',
  async (description) => {
    const { connection, negotiation, described } = setup({ polite: true, verify: async () => false })
    if (description === answer) {
      Object.assign(connection, { remoteDescription: offer })
      await negotiation.offer()
    }
    await negotiation.receive(await signalled(description))
    expect(connection.setRemoteDescription).not.toHaveBeenCalled()
    expect(described).not.toHaveBeenCalled()
  },
)

test.each<Phase>(['withheld', 'standby'])(
  'while withheld no address in an offer is tried, however well it is signed (%s)',
  async (phase) => {
    const { connection, negotiation } = setup({ polite: true, phase, verify: async () => true })
    const found = { ...offer, sdp: 'v=0\r\na=candidate:1 1 udp 1 203.0.113.7 9 typ host\r\n' }
    await negotiation.receive(await signalled(found))
    expect(connection.setRemoteDescription.mock.calls[0]?.[0].sdp?.includes('203.0.113.7')).toBe(phase === 'standby')
  },
)

test.each([
  ['offer', 'closed', true],
  ['offer', 'have-local-offer', false],
  ['answer', 'closed', true],
  ['answer', 'stable', false],
] as const)('an %s is not applied if the connection is %s by the time it is verified', async (type, state, polite) => {
  const { connection, negotiation } = setup({
    polite,
    verify: async () => {
      connection.signalingState = state
      return true
    },
  })
  const description = type === 'offer' ? offer : answer
  if (type === 'answer') {
    Object.assign(connection, { remoteDescription: offer })
    await negotiation.offer()
  }
  await negotiation.receive(await signalled(description))
  expect(connection.setRemoteDescription).not.toHaveBeenCalled()
})

test.each<Phase>(['withheld', 'standby'])(
  'T5: a description that leaves while withheld names no address, however much is known by then (%s)',
  async (phase) => {
    const { connection, negotiation, send } = setup({ phase, verify: async () => true })
    const sdp = 'v=0\r\nc=IN IP4 203.0.113.7\r\na=candidate:1 1 udp 1 203.0.113.7 9 typ host\r\n'
    Object.assign(connection, { localDescription: { type: 'offer', sdp } })
    await negotiation.offer()
    expect(send.mock.calls[0]?.[1].sdp.includes('203.0.113.7')).toBe(phase === 'standby')
  },
)

test.each([
  ['the first offer of a connection', false, 'has been negotiated with another', true],
  ['a later offer of a connection', true, 'has not been negotiated', false],
])('%s is not applied to one that %s', async (_offer, subsequent, _state, negotiated) => {
  const { connection, negotiation } = setup({ polite: true, verify: async () => true })
  if (negotiated) Object.assign(connection, { remoteDescription: offer })
  const signal = { ...(await signalled(offer)), ...(subsequent && ({ subsequent } as const)) }
  await expect(negotiation.receive(signal)).rejects.toThrow('another connection')
  expect(connection.setRemoteDescription).not.toHaveBeenCalled()
})

test('an offer says whether its connection has been negotiated before', async () => {
  const { connection, negotiation, send } = setup({ verify: async () => true })
  connection.setLocalDescription.mockImplementation(async () => {
    Object.assign(connection, { localDescription: offer })
  })
  await negotiation.offer()
  Object.assign(connection, { remoteDescription: answer })
  await negotiation.offer()
  expect(send.mock.calls.map(([, , , subsequent]) => subsequent)).toEqual([false, true])
})

test('an offer that was answered over a connection that is closed is not read again by the next', async () => {
  const offers = createSeenOffers()
  const [before, after] = [0, 1].map(() => setup({ polite: true, offers, verify: async () => true }))
  await before?.negotiation.receive(await signalled(offer))
  await after?.negotiation.receive(await signalled(offer))
  expect(before?.connection.setRemoteDescription).toHaveBeenCalled()
  expect(after?.connection.setRemoteDescription).not.toHaveBeenCalled()
})

test('of the offers that were read only so many are remembered, the last ones', () => {
  const offers = createSeenOffers()
  for (let number = 0; number < 1_000; number += 1) expect(offers.note(CALL, `${number}`)).toBe(true)
  expect(offers.note(CALL, '999')).toBe(false)
  expect(offers.note(CALL, '0')).toBe(true)
})

test('the offer of a code that is answered again, in another call, is read again', () => {
  const offers = createSeenOffers()
  expect(offers.note(CALL, 'pair')).toBe(true)
  expect(offers.note('call-0000000000000002', 'pair')).toBe(true)
})
