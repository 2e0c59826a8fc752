import type { Clock } from '@parley/protocol'
import type { Channel, ChannelMessage, ChannelPayload, ChannelState } from '@parley/webrtc'

const CLOSED: ChannelState = {
  ...{ open: false, session: null, roundTripMs: null, clockOffsetMs: null, jitterMs: null },
  ...{ sent: 0, replaced: 0, received: 0, late: 0, lost: 0, rejected: 0, over: 0 },
}
const FULL_AT = 256 * 1024

interface Packet {
  type: string
  payload: ChannelPayload
  seq: number
  session: number
  bytes: number
}

interface End {
  channel: FakeChannel
  other: End | null
  arrive(packet: Packet): void
  flush(): void
  /** A connection begins or ends. */
  reset(): void
}

/** How bad a line is. Chances between 0 and 1. */
export interface Faults {
  /** Of what `inputs` carries. */
  loss?: number
  /** Neither channel delivers anything twice; a test may. */
  repeat?: number
  delayMs?: number
  /** Each message takes up to this much longer, by itself: so they overtake each other. */
  spreadMs?: number
}

/** One end of a channel, with what only a test can do. */
export interface FakeChannel extends Channel {
  /** Something arrives that the other side made up. */
  deliver(type: string, payload: ChannelPayload): void
  /** All that was sent, in every connection. */
  readonly sent: { type: string; payload: ChannelPayload }[]
}

/** Both ends of one channel. */
export interface FakeLine {
  ada: FakeChannel
  bob: FakeChannel
  /** The path is gone for a while, the connection is not: what is sent waits. */
  cut(): void
  mend(): void
  /** There is no connection any more; what was under way is lost. */
  drop(): void
  /** There is another connection. */
  renew(): void
}

/** A channel between two that behaves as documented, and as badly as it may. It is connected from the beginning. */
export function createFakeLine(
  name: 'bulk' | 'inputs',
  clock: Clock,
  random: () => number,
  faults: Faults = {},
): FakeLine {
  const { loss = 0, repeat = 0, delayMs = 5, spreadMs = 20 } = faults
  const line = { session: 0 as number | null, next: 1, up: true }
  const ends = [createEnd(0), createEnd(1)] as const
  ends[0].other = ends[1]
  ends[1].other = ends[0]

  function createEnd(from: number): End {
    const takers = new Map<string, Set<(message: ChannelMessage) => void>>()
    const ready = new Set<() => void>()
    const queue: Packet[] = []
    const newest = new Map<string, number>()
    const sent: { type: string; payload: ChannelPayload }[] = []
    let seq = 0
    let lacked = false
    function arrive(packet: Packet): void {
      if (packet.session !== line.session) return
      if (name === 'inputs' && packet.seq <= (newest.get(packet.type) ?? 0)) return
      newest.set(packet.type, packet.seq)
      const { type, payload, session } = packet
      const message = { type, payload, session, seq: packet.seq, from: 1 - from, sentAt: null }
      for (const take of [...(takers.get(type) ?? [])]) take(message)
    }
    function flush(): void {
      if (!line.up || line.session === null) return
      for (const packet of queue.splice(0)) {
        if (name === 'inputs' && random() < loss) continue
        for (let copies = random() < repeat ? 2 : 1; copies > 0; copies -= 1) {
          clock.setTimeout(() => end.other?.arrive(packet), delayMs + random() * spreadMs)
        }
      }
      if (!lacked) return
      lacked = false
      for (const tell of [...ready]) tell()
    }
    function reset(): void {
      queue.length = 0
      newest.clear()
      seq = 0
      lacked = true
    }
    const channel: FakeChannel = {
      sent,
      send(type, given) {
        const binary = given instanceof ArrayBuffer
        const payload: ChannelPayload = binary ? given.slice(0) : JSON.parse(JSON.stringify(given))
        const bytes =
          20 + type.length + (binary ? given.byteLength : new TextEncoder().encode(JSON.stringify(given)).length)
        if (bytes > (name === 'bulk' ? 16 * 1024 : 1_100)) throw new RangeError(`${bytes} bytes of ${type}`)
        const waits = queue.reduce((sum, packet) => sum + packet.bytes, 0)
        if (line.session === null || (name === 'bulk' && waits + bytes > FULL_AT)) {
          lacked = true
          return false
        }
        sent.push({ type, payload })
        seq += 1
        queue.push({ type, payload, seq, session: line.session, bytes })
        clock.setTimeout(flush, 1)
        return true
      },
      subscribe(type, parse, listener) {
        const take = (message: ChannelMessage) => {
          const payload = parse(message.payload)
          if (payload !== undefined) listener({ ...message, payload })
        }
        const all = takers.get(type) ?? new Set()
        takers.set(type, all.add(take))
        return () => void all.delete(take)
      },
      onReady(listener) {
        ready.add(listener)
        return () => void ready.delete(listener)
      },
      state: () => (line.session === null ? CLOSED : { ...CLOSED, open: true, session: line.session }),
      deliver: (type, payload) => arrive({ type, payload, seq: 1e9, session: line.session ?? 0, bytes: 0 }),
    }
    const end: End = { channel, other: null, arrive, flush, reset }
    return end
  }

  return {
    ada: ends[0].channel,
    bob: ends[1].channel,
    cut() {
      line.up = false
    },
    mend() {
      line.up = true
      for (const { flush } of ends) flush()
    },
    drop() {
      line.session = null
      for (const { reset } of ends) reset()
    },
    renew() {
      line.session = line.next
      line.next += 1
      for (const { reset } of ends) reset()
      for (const { flush } of ends) flush()
    },
  }
}
