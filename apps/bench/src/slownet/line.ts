import type { Clock } from '@parley/protocol'
import { type Conditions, PERFECT } from './conditions.ts'

/** The most under way on a packet line; more is lost, as in a router's full buffer. Bytes. */
const MAX_UNDER_WAY = 4 * 1024 * 1024

/** The payload of a TCP segment in an Ethernet packet: 1500 less the headers of IPv4 and TCP. Bytes. */
const SEGMENT = 1448

/** Linux's shortest TCP retransmission timeout. Milliseconds. */
const MIN_RESEND_MS = 200

/** `packets` may overtake each other and get lost. A `stream` keeps its order, and a lost segment arrives later. */
export type LineKind = 'packets' | 'stream'

/** How many packets came onto a line, and how many of them were lost; on a stream, sent again. */
export interface LineCounts {
  came: number
  lost: number
}

/** One direction of a slow network. Knows nothing of sockets. */
export interface Line {
  /** Calls `arrived` when these bytes have arrived, or never if they are lost. */
  carry(bytes: number, arrived: () => void): void
  /** Changes the conditions for later packets, not for those under way. */
  change(conditions: Partial<Conditions>): void
  /** The bytes under way. */
  readonly underWay: number
  readonly counts: Readonly<LineCounts>
  /** Drops what is under way and carries nothing more. */
  close(): void
}

/** The kind, the conditions and the ports of a line. */
export interface LineOptions {
  kind: LineKind
  conditions?: Partial<Conditions>
  clock: Clock
  /** Returns a random number from 0 to 1. */
  random: () => number
}

interface Load {
  due: number
  bytes: number
  arrived: () => void
}

/** Creates an empty line. */
export function createLine({ kind, conditions: given, clock, random }: LineOptions): Line {
  let conditions: Conditions = { ...PERFECT, ...given }
  /** The packets under way, ordered by their time of arrival. */
  const loads: Load[] = []
  const counts: LineCounts = { came: 0, lost: 0 }
  let underWay = 0
  /** When the queue before the rate limit is empty. */
  let freeAt = 0
  let wakeAt = Number.POSITIVE_INFINITY
  let cancel = () => {}
  let closed = false

  /** True if any of this many packets is lost. */
  function isLost(packets: number): boolean {
    return conditions.loss > 0 && random() < 1 - (1 - conditions.loss) ** packets
  }

  function dueOf(bytes: number): number {
    const { bytesPerSecond, delayMs, jitterMs } = conditions
    freeAt = Math.max(freeAt, clock.now()) + (bytesPerSecond === null ? 0 : (bytes / bytesPerSecond) * 1_000)
    return freeAt + delayMs + (jitterMs > 0 ? jitterMs * random() : 0)
  }

  function deliver(): void {
    wakeAt = Number.POSITIVE_INFINITY
    for (let next = loads[0]; next && next.due <= clock.now() && !closed; next = loads[0]) {
      loads.shift()
      underWay -= next.bytes
      next.arrived()
    }
    arm()
  }

  function arm(): void {
    const [next] = loads
    if (!next || closed || next.due >= wakeAt) return
    cancel()
    wakeAt = next.due
    cancel = clock.setTimeout(deliver, Math.max(0, next.due - clock.now()))
  }

  function carry(bytes: number, arrived: () => void): void {
    if (closed) return
    counts.came += 1
    const lost = isLost(kind === 'stream' ? Math.max(1, Math.ceil(bytes / SEGMENT)) : 1)
    if (lost) counts.lost += 1
    if (kind === 'packets' && (lost || underWay + bytes > MAX_UNDER_WAY)) {
      if (!lost) counts.lost += 1
      return
    }
    let due = dueOf(bytes)
    if (lost) due += Math.max(MIN_RESEND_MS, 2 * conditions.delayMs)
    if (kind === 'stream') due = Math.max(due, loads.at(-1)?.due ?? 0)
    underWay += bytes
    const after = loads.findLastIndex((load) => load.due <= due)
    loads.splice(after + 1, 0, { due, bytes, arrived })
    arm()
  }

  return {
    carry,
    change(changed) {
      conditions = { ...conditions, ...changed }
    },
    get underWay() {
      return underWay
    },
    counts,
    close() {
      closed = true
      cancel()
      loads.length = 0
      underWay = 0
    },
  }
}
