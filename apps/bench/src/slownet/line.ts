import type { Clock } from '@parley/protocol'
import { type Conditions, PERFECT } from './conditions.ts'

/** Most that may be under way on a packet line; what comes then is lost, as in the full buffer of a router. Bytes. */
const MAX_UNDER_WAY = 4 * 1024 * 1024

/** As much of what goes over a stream as fits one packet of an Ethernet, with the headers of IPv4 and TCP taken off. Bytes. */
const SEGMENT = 1448

/** The least that TCP waits before it sends a lost segment again, on Linux. Milliseconds. */
const MIN_RESEND_MS = 200

/** `packets` may overtake each other and get lost; a `stream` loses nothing and keeps its order, so what is lost there comes later. */
export type LineKind = 'packets' | 'stream'

/** What came onto a line, and what of it was lost; on a stream: was sent again. */
export interface LineCounts {
  came: number
  lost: number
}

/** One direction of a slow network. Knows nothing of sockets. */
export interface Line {
  /** Calls back when these bytes have arrived, or never if they are lost. */
  carry(bytes: number, arrived: () => void): void
  /** From now on; what is under way is not changed. */
  change(conditions: Partial<Conditions>): void
  /** Bytes that are under way. */
  readonly underWay: number
  readonly counts: Readonly<LineCounts>
  /** Nothing arrives any more. */
  close(): void
}

export interface LineOptions {
  kind: LineKind
  conditions?: Partial<Conditions>
  clock: Clock
  /** From 0 to 1. */
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
  /** By when they are due. */
  const loads: Load[] = []
  const counts: LineCounts = { came: 0, lost: 0 }
  let underWay = 0
  /** When all that came before has left, at the rate there is. */
  let freeAt = 0
  let wakeAt = Number.POSITIVE_INFINITY
  let cancel = () => {}
  let closed = false

  /** Whether any of so many packets is lost. */
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
