/** What a channel needs of the network below it. */
export interface Carrier {
  /** Whether anything arrives now; what does not is kept for when it does. */
  readonly up: boolean
  /** What somebody at the other end makes of a message. */
  readonly tamper: ((message: string) => string) | null
}

/**
 * A pre-negotiated channel; it opens when its connection does and delivers in order, a moment later. What has not left
 * when it is closed never does.
 */
export class FakeDataChannel extends EventTarget {
  readonly label: string
  readonly id: number
  readyState: RTCDataChannelState = 'connecting'
  readonly sent: string[] = []
  readonly #carrier: Carrier
  readonly #leaving: string[] = []
  #other: FakeDataChannel | null = null

  constructor(label: string, id: number, carrier: Carrier) {
    super()
    this.label = label
    this.id = id
    this.#carrier = carrier
  }

  get bufferedAmount(): number {
    return this.#leaving.join('').length
  }

  open(other: FakeDataChannel): void {
    this.#other = other
    if (this.readyState !== 'connecting') return
    this.readyState = 'open'
    this.dispatchEvent(new Event('open'))
  }

  send(data: string): void {
    if (this.readyState !== 'open') throw new DOMException('', 'InvalidStateError')
    this.sent.push(data)
    this.#leaving.push(data)
    queueMicrotask(() => this.flush())
  }

  /** Lets out what waits, if the network takes it. */
  flush(): void {
    const { up, tamper } = this.#carrier
    if (!up || this.readyState !== 'open' || this.#leaving.length === 0) return
    for (const data of this.#leaving.splice(0)) this.#other?.deliver(tamper ? tamper(data) : data)
    this.dispatchEvent(new Event('bufferedamountlow'))
  }

  /** Something arrives, from the other side or made up by a test. */
  deliver(data: unknown): void {
    if (this.readyState === 'open') this.dispatchEvent(new MessageEvent('message', { data }))
  }

  close(): void {
    this.readyState = 'closed'
  }
}
