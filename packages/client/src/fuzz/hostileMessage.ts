import { encodePacket, puck } from '@parley/play'

/** Something that a hostile other side sends over one data channel. */
export interface HostileMessage {
  channel: 'control' | 'bulk' | 'inputs'
  data: string | ArrayBuffer
}

type Random = () => number
type Make = (random: Random) => unknown

/** Names and values that are special to JavaScript, to a screen or to a log. */
const NASTY: readonly unknown[] = [
  ...['__proto__', 'constructor', 'toString', 'then', '', '\u0000', '\ud800', '<img src=x onerror=alert(1)>'],
  ...['x'.repeat(5_000), '\u202e', '../../x', null, true, -1, 0, 0.5, 1e300, 2 ** 53, [], {}, [[]], { __proto__: 1 }],
]

const whole = (random: Random, below: number) => Math.floor(random() * below)
const oneOf = <T>(random: Random, values: readonly T[]): T => values[whole(random, values.length)] as T
const digits = (random: Random) => `0000000000000${oneOf(random, ['001', '002', '00f', 'abc'])}`
const run = (random: Random) => oneOf(random, ['hostile-run-1', 'hostile-run-2', `run-${whole(random, 1e6)}-run`])
const places = (random: Random, most: number) =>
  Array.from({ length: 2 * (1 + whole(random, most)) }, () => whole(random, 10_001))
const side = (random: Random) => oneOf(random, ['mine', 'yours'])
const ENDINGS = ['done', 'declined', 'cancelled', 'stopped', 'damaged', 'unreadable', 'tooLarge', 'noRoom', 'tooMany']

/** A part of a file that was offered, or of none. */
function chunk(random: Random): ArrayBuffer {
  const bytes = new Uint8Array(16 + 1 + whole(random, 2_000))
  const view = new DataView(bytes.buffer)
  view.setUint32(4, oneOf(random, [1, 2, 15, 0xabc]))
  view.setFloat64(8, oneOf(random, [0, 1, 1_000, -1, Number.NaN, 1e15]))
  return bytes.buffer
}

const packet = (random: Random) =>
  encodePacket(
    { game: 7, epoch: 0 },
    {
      ...{ frame: whole(random, 500), ack: whole(random, 500), advantage: whole(random, 20) - 10 },
      ...{ hashFrame: whole(random, 500), hash: whole(random, 2 ** 32), from: whole(random, 500) },
      inputs: Array.from({ length: whole(random, 65) }, () => whole(random, 2 ** 32)),
    },
  )

/** Makes a payload that fits, for each type that the app listens to. */
const BULK: Readonly<Record<string, Make>> = {
  chat: (random) => ({
    run: run(random),
    n: 1 + whole(random, 3_000),
    text: `text ${random()}`,
    age: whole(random, 1e6),
  }),
  'chat.ack': (random) => ({ run: run(random), seen: [1 + whole(random, 100)] }),
  'file.offer': (random) => ({
    ...{ id: digits(random), name: `x${random()}`, size: whole(random, 3_000), type: '', paused: random() < 0.5 },
    ...(random() < 0.5 && { batch: { id: digits(random), n: 1 + whole(random, 9), count: 9, size: 9_000 } }),
  }),
  'file.want': (random) => ({ id: digits(random), from: whole(random, 3_000), paused: random() < 0.5 }),
  'file.chunk': chunk,
  'file.end': (random) => ({ id: digits(random), digest: '0'.repeat(64) }),
  'file.over': (random) => ({ id: digits(random), as: oneOf(random, ENDINGS) }),
  'draw.stroke': (random) => ({
    run: run(random),
    n: 1 + whole(random, 500),
    on: side(random),
    points: places(random, 200),
  }),
  'draw.clear': (random) => ({
    ...{ run: run(random), upTo: whole(random, 500) },
    theirs: random() < 0.5 ? null : { run: run(random), upTo: whole(random, 10) },
  }),
  play: (random) => ({ is: oneOf(random, ['invite', 'accept', 'decline', 'leave', 'here']), game: whole(random, 9) }),
  'puck-state': (random) => ({ game: 7, epoch: whole(random, 3), state: puck.write(puck.begin(whole(random, 100))) }),
}

const INPUTS: Readonly<Record<string, Make>> = {
  draw: (random) => ({
    ...{ run: run(random), n: 1 + whole(random, 500), on: side(random), at: whole(random, 1_000) },
    points: places(random, 39),
  }),
  point: (random) => (random() < 0.2 ? null : { on: side(random), x: whole(random, 10_001), y: whole(random, 10_001) }),
  puck: packet,
}

const candidate = (random: Random) => ({
  ...{
    candidate: `candidate:1 1 udp 1 192.0.2.1 ${1 + whole(random, 65_000)} typ host`,
    sdpMid: '0',
    sdpMLineIndex: 0,
  },
  usernameFragment: oneOf(random, [null, 'frag']),
})

/** `bye` is left out: it ends the call, as it should. */
const CONTROL: readonly Make[] = [
  (random) => ({ type: 'media', microphone: random() < 0.5, camera: random() < 0.5, screen: random() < 0.5 }),
  (random) => ({ type: 'signal', signal: { type: 'candidates', candidates: [candidate(random)] } }),
  (random) => ({ type: 'signal', signal: { type: 'renew', attempt: whole(random, 5) } }),
  () => ({
    type: 'signal',
    signal: { type: 'description', negotiation: 'x', description: { type: 'offer', sdp: 'v=0' } },
  }),
]

/** The same payload with one fault: a field changed, missing or added. */
function spoiled(random: Random, payload: unknown): unknown {
  if (payload instanceof ArrayBuffer) return payload.slice(0, whole(random, payload.byteLength))
  const entries = Object.entries(Object(payload))
  const at = whole(random, Math.max(1, entries.length))
  const wrong = oneOf(random, NASTY)
  const fault = random()
  if (fault < 0.3) return Object.fromEntries(entries.filter((_entry, index) => index !== at))
  if (fault < 0.7) return Object.fromEntries(entries.map(([key, value], index) => [key, index === at ? wrong : value]))
  if (fault < 0.8) return wrong
  return Object.fromEntries([...entries, [String(oneOf(random, NASTY)), wrong]])
}

const encoder = new TextEncoder()

/** A frame of the initiator's, as docs/protocol.md has it. */
function frame(type: string, payload: unknown, seq: number): Uint8Array<ArrayBuffer> {
  const binary = payload instanceof ArrayBuffer
  const body = binary ? new Uint8Array(payload) : encoder.encode(JSON.stringify(payload) ?? 'null')
  const bytes = new Uint8Array(20 + type.length + body.length)
  const view = new DataView(bytes.buffer)
  view.setUint8(0, 1)
  view.setUint8(1, binary ? 3 : 2)
  view.setUint8(3, type.length)
  view.setUint32(8, seq)
  bytes.set(encoder.encode(type), 20)
  bytes.set(body, 20 + type.length)
  return bytes
}

/** A frame with bytes changed, cut off or made up. */
function broken(random: Random, bytes: Uint8Array<ArrayBuffer>): ArrayBuffer {
  const fault = random()
  if (fault < 0.3) return bytes.slice(0, whole(random, bytes.length)).buffer
  if (fault < 0.4) return new ArrayBuffer(oneOf(random, [0, 1, 19, 20, 1_101, 16_385, 100_000]))
  const changed = bytes.slice()
  // Mostly the header, which is what a receiver believes first. A later session or number would only silence the sender.
  const header = [0, 1, 2, 3, 12, 13, 19, 20, 21, 24].filter((at) => at < changed.length)
  for (let turn = 0; turn < 3; turn += 1) changed[oneOf(random, header)] = whole(random, 256)
  return changed.buffer
}

/**
 * Makes the nth message of a hostile other side: one that fits, one with a fault in it, or bytes that are no frame.
 *
 * @param random numbers from 0 to 1
 */
export function hostileMessage(random: Random, n: number): HostileMessage {
  const channel = oneOf(random, ['bulk', 'bulk', 'bulk', 'inputs', 'control'] as const)
  const isFaulty = random() < 0.4
  if (channel === 'control') {
    const made = { ...Object(oneOf(random, CONTROL)(random)), seq: random() < 0.95 ? n : whole(random, n) }
    const data = JSON.stringify(isFaulty ? spoiled(random, made) : made)
    return { channel, data: random() < 0.1 ? data.slice(0, whole(random, data.length)) : data }
  }
  const types = channel === 'bulk' ? BULK : INPUTS
  const type = random() < 0.05 ? `unheard${whole(random, 1e6)}` : oneOf(random, Object.keys(types))
  const payload = types[type]?.(random) ?? null
  const bytes = frame(type, isFaulty ? spoiled(random, payload) : payload, n)
  return { channel, data: random() < 0.15 ? broken(random, bytes) : bytes.buffer }
}
