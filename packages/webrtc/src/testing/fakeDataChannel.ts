import type { Clock } from '@parley/protocol'

/** Faults of an unordered channel. Chances between 0 and 1, decided by `random`. */
export interface FakeAir {
  clock: Clock
  random: () => number
  /** Of channels that repeat nothing; a reliable one loses nothing. */
  loss?: number
  /** An SCTP association delivers nothing twice; a test may. */
  duplicate?: number
  /** Every message takes so long, and up to `spreadMs` longer, each by itself: so they overtake each other. Milliseconds. */
  delayMs?: number
  spreadMs?: number
}

/** The network below a channel. */
export interface Carrier {
  /** True if messages arrive now; others are kept until they can. */
  readonly up: boolean
  /** Changes a message as a lying peer would. */
  readonly tamper: ((message: string) => string) | null
  /** Through what unordered channels send; null delivers at once. */
  readonly air?: FakeAir | null
}

type Data = string | ArrayBuffer

const sizeOf = (data: Data) => (typeof data === 'string' ? data.length : data.byteLength)

/**
 * A pre-negotiated channel. It opens with its connection and delivers a moment later: in order, or as the air lets it. Messages that
 * have not left when it closes are lost.
 */
export class FakeDataChannel extends EventTarget {
  readonly label: string
  readonly id: number
  readonly ordered: boolean
  readonly maxRetransmits: number | null
  readyState: RTCDataChannelState = 'connecting'
  binaryType: BinaryType = 'blob'
  bufferedAmountLowThreshold = 0
  readonly sent: Data[] = []
  readonly #carrier: Carrier
  readonly #leaving: Data[] = []
  readonly #arriving = new Set<() => void>()
  #other: FakeDataChannel | null = null

  constructor(label: string, { id = 0, ordered = true, maxRetransmits }: RTCDataChannelInit, carrier: Carrier) {
    super()
    this.label = label
    this.id = id
    this.ordered = ordered
    this.maxRetransmits = maxRetransmits ?? null
    this.#carrier = carrier
  }

  get bufferedAmount(): number {
    return this.#leaving.reduce((sum, data) => sum + sizeOf(data), 0)
  }

  open(other: FakeDataChannel): void {
    this.#other = other
    if (this.readyState !== 'connecting') return
    this.readyState = 'open'
    this.dispatchEvent(new Event('open'))
  }

  send(given: Data): void {
    if (this.readyState !== 'open') throw new DOMException('', 'InvalidStateError')
    // A browser takes a copy (WebRTC §6.2).
    const data = typeof given === 'string' ? given : given.slice(0)
    this.sent.push(data)
    this.#leaving.push(data)
    queueMicrotask(() => this.flush())
  }

  /** Lets out what waits, if the network takes it. */
  flush(): void {
    if (!this.#carrier.up || this.readyState !== 'open' || this.#leaving.length === 0) return
    const wasFull = this.bufferedAmount > this.bufferedAmountLowThreshold
    for (const data of this.#leaving.splice(0)) this.#carry(data)
    if (wasFull) this.dispatchEvent(new Event('bufferedamountlow'))
  }

  /** Something arrives, from the other side or made up by a test. */
  deliver(data: unknown): void {
    if (this.readyState === 'open') this.dispatchEvent(new MessageEvent('message', { data }))
  }

  close(): void {
    this.readyState = 'closed'
    for (const cancel of this.#arriving) cancel()
  }

  /** The same as `deliver`, after a while, if it is still open then. */
  deliverAfter(data: unknown, ms: number, clock: Clock): void {
    if (this.readyState === 'closed') return
    const cancel = clock.setTimeout(() => {
      this.#arriving.delete(cancel)
      this.deliver(data)
    }, ms)
    this.#arriving.add(cancel)
  }

  #carry(data: Data): void {
    const { tamper, air } = this.#carrier
    if (this.ordered || !air) {
      this.#other?.deliver(tamper && typeof data === 'string' ? tamper(data) : data)
      return
    }
    const { clock, random, loss = 0, duplicate = 0, delayMs = 0, spreadMs = 0 } = air
    if (this.maxRetransmits === 0 && random() < loss) return
    const copies = random() < duplicate ? 2 : 1
    for (let copy = 0; copy < copies; copy += 1) {
      this.#other?.deliverAfter(data, delayMs + random() * spreadMs, clock)
    }
  }
}
