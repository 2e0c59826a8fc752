// biome-ignore-all lint/plugin: written from docs/protocol.md alone, without the contract to parse by.
import { isDeepStrictEqual } from 'node:util'
import { io, type Socket } from 'socket.io-client'

const ES256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const { subtle } = crypto
const encode = (bytes: ArrayBuffer) => Buffer.from(bytes).toString('base64url')
const decode = (text: string) => Buffer.from(text, 'base64url')
const lower = ({ userId, deviceId }: DeviceRef): DeviceRef => ({ userId: userId.toLowerCase(), deviceId })

/** A device and its user. */
export type DeviceRef = { userId: string; deviceId: string }
/** A device's private key, and the certificates to it from the root of its ID; none for the root's own device. */
export type Keys = { own: CryptoKey; root: string; certificates: string[] }
type Revocations = { statement: string; certificates: string[] }
type Identity = { root: string; certificates: string[]; revocations: Revocations | null }
type Said = { key: string; use: string; time: number; revoked: string[]; kept: string[] }
type Unsealed = { type: string; negotiation: string; description: { type: string; sdp: string } }
/** A description with its seal. */
export type Sealed = Unsealed & { seal: { identity: Identity; signature: string } }
/** An answered call, as one of its devices sees it. */
export type Line = { callId: string; me: DeviceRef; other: DeviceRef; role: 'initiator' | 'responder' }
/** The fields of the server's events; which of them are there depends on the event. */
type Fact = { callId: string; caller: DeviceRef; media: string; device: DeviceRef; reason: string; signal: Sealed }
type Answer = { call: { callId: string; state: string } | null; invitations?: Fact[] }

/** Creates the keys of a device that claims an ID. The private key cannot be exported. */
export async function makeKeys(): Promise<Keys> {
  const { privateKey: own, publicKey } = await subtle.generateKey(ES256, false, ['sign', 'verify'])
  return { own, root: encode(await subtle.exportKey('raw', publicKey)), certificates: [] }
}

/** Signs a statement. */
export async function sign(typ: string, payload: object, key: CryptoKey): Promise<string> {
  const parts = [{ alg: 'ES256', typ }, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
  return [...parts, encode(await subtle.sign(ES256, key, Buffer.from(parts.join('.'))))].join('.')
}

/** Verifies a statement's type, signature and payload, and returns the payload; throws if one is wrong. */
async function read(typ: string, statement: string, signer: string, right: (said: Said) => object): Promise<Said> {
  const [header = '', payload = '', signature = ''] = statement.split('.')
  const key = await subtle.importKey('raw', decode(signer), ES256, false, ['verify'])
  const signed = await subtle.verify(ES256, key, decode(signature), Buffer.from(`${header}.${payload}`))
  if (!signed) throw new Error(`A ${typ} with a wrong signature`)
  const [head, said] = [header, payload].map((part) => JSON.parse(decode(part).toString()))
  if (!isDeepStrictEqual([head, said], [{ alg: 'ES256', typ }, right(said)])) throw new Error(`A wrong ${typ}`)
  return said
}

/** The key of the device with this identity; throws if the chain is invalid or revoked. */
async function keyOf(id: string, { root, certificates, revocations }: Identity): Promise<string> {
  if (certificates.length > 6) throw new Error('A chain that is too long')
  const keys = [root]
  let last = root
  for (const certificate of certificates) {
    last = (await read('parley-certificate', certificate, last, ({ key, use, time }) => ({ id, key, use, time }))).key
    keys.push(last)
  }
  if (!revocations) return last
  const signer = await keyOf(id, { root, certificates: revocations.certificates, revocations: null })
  const right = ({ revoked, kept, time }: Said) => ({ id, revoked, kept, time })
  const { revoked, kept } = await read('parley-revocations', revocations.statement, signer, right)
  const from = keys.findLastIndex((key) => kept.includes(key))
  if (keys.slice(Math.max(0, from)).some((key) => revoked.includes(key))) throw new Error('A key that counts no more')
  return last
}

/** The statement's payload about a description of this device. */
async function about({ callId, me, other, role }: Line, { negotiation, description: { type, sdp: text } }: Unsealed) {
  const [line, another] = new Set(text.match(/^a=fingerprint:.*$/gm))
  const fingerprint = line?.match(/^a=fingerprint:sha-256 ([\dA-F:]{95})$/)?.[1]
  if (!fingerprint || another) throw new Error('A description has one fingerprint, of SHA-256')
  const sdp = encode(await subtle.digest('SHA-256', Buffer.from(text)))
  return { callId, from: lower(me), to: lower(other), role, negotiation, type, fingerprint, sdp }
}

/** Seals a description. */
export async function seal(line: Line, { own, ...who }: Keys, unsealed: Unsealed): Promise<Sealed> {
  const signature = await sign('parley-description', await about(line, unsealed), own)
  return { ...unsealed, seal: { identity: { ...who, revocations: null }, signature } }
}

/** Verifies the other device's description; throws if the seal is invalid or its ID had another root before. */
export async function check(line: Line, { seal, ...unsealed }: Sealed, roots: Map<string, string>): Promise<void> {
  const id = line.other.userId.toLowerCase()
  const role = line.role === 'initiator' ? 'responder' : 'initiator'
  const right = await about({ ...line, me: line.other, other: line.me, role }, unsealed)
  await read('parley-description', seal.signature, await keyOf(id, seal.identity), () => right)
  if ((roots.get(id) ?? seal.identity.root) !== seal.identity.root) throw new Error(`${id} has another root`)
  roots.set(id, seal.identity.root)
}

/** Creates the handshake of one connection; its proof is valid for a minute, once. */
export async function handshake(url: string, me: DeviceRef, { own, ...who }: Keys, time = Date.now()) {
  const { userId: id, deviceId: device } = lower(me)
  const said = { id, device, origin: new URL(url).origin, time, nonce: crypto.randomUUID(), protocol: 5 }
  return { protocol: 5, ...me, ...who, proof: await sign('parley-proof', said, own) }
}

/** Connects with a new handshake for each connection. Rejects with the server's refusal. */
export function connect(url: string, makeAuth: () => Promise<object>): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const auth = (give: (auth: object) => void) => void makeAuth().then(give, reject)
    // Socket.IO repeats unacknowledged requests in order.
    const socket = io(url, { auth, forceNew: true, retries: 5, ackTimeout: 5_000 })
    socket.once('connect', () => resolve(socket))
    socket.on('connect_error', (refusal) => socket.active || reject(refusal))
  })
}

/** Claims the ID, or returns to it with the same keys. Corrects a wrong clock once by the server's. */
export async function goOnline(url: string, me: DeviceRef, keys: Keys, clock = Date.now) {
  const open = (behind: number) => connect(url, () => handshake(url, me, keys, clock() + behind))
  const socket = await open(0).catch((refusal) =>
    refusal.data?.code === 'proofOld' ? open(refusal.data.now - clock()) : Promise.reject(refusal),
  )
  const facts = new Map<string, Fact[]>()
  const waiting: (() => void)[] = []
  let belief: { callId: unknown; status: 'OUTGOING' | 'INCOMING' | 'IN_CALL' } | null = null
  const hear = (event: string, fact: Fact) => {
    if (event === 'callAnswered' && belief?.callId === fact.callId) belief.status = 'IN_CALL'
    if (event === 'callEnded' && belief?.callId === fact.callId) belief = null
    facts.set(event, [...(facts.get(event) ?? []), fact])
    for (const wake of waiting.splice(0)) wake()
  }
  /** Sends a request of docs/protocol.md. Rejects with the error code. */
  const ask = async (event: string, request: Record<string, unknown>): Promise<Answer> => {
    if (event === 'placeCall') belief = { callId: request.callId, status: 'OUTGOING' }
    if (event === 'acceptCall') belief = { callId: request.callId, status: 'INCOMING' }
    if (event === 'endCall' && belief?.callId === request.callId) belief = null
    const { ok, error, call, invitations } = await socket.emitWithAck(event, request)
    if (!ok) throw new Error(`${event}: ${error}`)
    if (call?.state === 'answered') belief = { callId: call.callId, status: 'IN_CALL' }
    if (call?.state === 'ended') belief = null
    return { call, invitations }
  }
  const sync = async () => {
    const { invitations } = await ask('sync', { call: belief })
    for (const invitation of invitations ?? []) hear('incomingCall', invitation)
  }
  /** Takes the oldest event of this name that was not taken yet, or the next to arrive. */
  const heard = async (event: string): Promise<Fact> => {
    const fact = facts.get(event)?.shift()
    if (fact) return fact
    await new Promise<void>((wake) => waiting.push(wake))
    return heard(event)
  }
  socket.onAny(hear).on('connect', sync)
  await sync()
  return { me, keys, ask, heard, offline: () => socket.disconnect() }
}
