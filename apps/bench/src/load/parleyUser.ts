import { randomBytes } from 'node:crypto'
import { createKeyPair, createSelf, proveId } from '@parley/identity'
import { limits } from '@parley/protocol'
import type { CallPair, CallTimes } from './caller.ts'
import { answer, CANDIDATES, candidate, offer } from './descriptions.ts'
import { openWire, type Wire } from './wire.ts'

/** A user who is online. */
export interface ParleyUser {
  userId: string
  deviceId: string
  wire: Wire
}

const randomName = (): string => randomBytes(16).toString('base64url')

/** Claims a new ID and goes online, as the app does. */
export async function connectUser(url: string, userId: string): Promise<ParleyUser> {
  const self = createSelf(userId, await createKeyPair())
  const deviceId = randomName()
  const proof = await proveId(self, { deviceId, origin: url, time: Date.now(), nonce: randomName() })
  const { root, certificates } = self
  const wire = await openWire(url, {
    ...{ protocol: limits.PROTOCOL_VERSION, userId, deviceId, root, certificates, proof },
  })
  // The app's requests on every connection.
  await Promise.all([wire.ask('sync', { call: null }), wire.ask('listKeys', {}), wire.ask('getIceServers', {})])
  return { userId, deviceId, wire }
}

/** A seal of realistic length. */
const seal = {
  identity: { root: `B${'A'.repeat(86)}`, certificates: [], revocations: null },
  signature: `${'h'.repeat(48)}.${'p'.repeat(600)}.${'s'.repeat(86)}`,
}
const description = (what: typeof offer | typeof answer) => ({
  ...{ type: 'description', attempt: 0, negotiation: 'n'.repeat(32), description: what, seal },
})
/** The candidates gathered while the call rings, sent in one message. */
const candidates = { type: 'candidates', attempt: 0, candidates: Array.from({ length: CANDIDATES }, () => candidate) }

/** Makes a whole call: all messages between two devices and the server. */
async function converse(caller: ParleyUser, callee: ParleyUser): Promise<CallTimes> {
  const callId = randomName()
  const began = performance.now()
  const acks: Promise<unknown>[] = []
  const ask = (who: ParleyUser, event: string, payload: object) => {
    acks.push(who.wire.ask(event, { callId, ...payload }))
  }
  const toRef = ({ userId, deviceId }: ParleyUser) => ({ userId, deviceId })
  const signal = async (from: ParleyUser, to: ParleyUser, what: object) => {
    ask(from, 'signal', { to: toRef(to), signal: what })
    await to.wire.mail.next('signal')
  }

  ask(caller, 'placeCall', { callee: callee.userId, media: 'video' })
  await callee.wire.mail.next('incomingCall')
  const ringMs = performance.now() - began
  ask(callee, 'confirmRinging', {})
  await caller.wire.mail.next('deviceRinging')
  await signal(caller, callee, description(offer))
  ask(callee, 'acceptCall', {})
  await caller.wire.mail.next('callAnswered')
  await signal(callee, caller, description(answer))
  await Promise.all([signal(caller, callee, candidates), signal(callee, caller, candidates)])
  ask(caller, 'endCall', { reason: 'hangup' })
  await callee.wire.mail.next('callEnded')
  for (const ack of await Promise.all(acks)) {
    if (typeof ack !== 'object' || ack === null || !('ok' in ack) || ack.ok !== true)
      throw new Error(`Parley refused: ${JSON.stringify(ack)}`)
  }
  return { ringMs, totalMs: performance.now() - began }
}

let pairs = 0

/** A pair that counts what it receives. */
export interface ParleyPair extends CallPair {
  /** The messages and bytes that both received since the last call. */
  received(): { messages: number; bytes: number }
}

/** Connects two new users. */
export async function connectParleyPair(url: string): Promise<ParleyPair> {
  const number = pairs++
  const [ada, bob] = await Promise.all([connectUser(url, `ada-${number}`), connectUser(url, `bob-${number}`)])
  return {
    call: () => converse(ada, bob),
    received: () => {
      const [one, other] = [ada.wire.received(), bob.wire.received()]
      return { messages: one.messages + other.messages, bytes: one.bytes + other.bytes }
    },
    close: async () => void (await Promise.all([ada.wire.close(), bob.wire.close()])),
  }
}
