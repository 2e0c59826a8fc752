/** A pre-negotiated channel; it opens when its connection does and delivers in order, a moment later. */
export class FakeDataChannel extends EventTarget {
  readonly label: string
  readonly id: number
  readyState: RTCDataChannelState = 'connecting'
  readonly sent: string[] = []
  #other: FakeDataChannel | null = null

  constructor(label: string, id: number) {
    super()
    this.label = label
    this.id = id
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
    const other = this.#other
    queueMicrotask(() => other?.deliver(data))
  }

  /** Something arrives, from the other side or made up by a test. */
  deliver(data: unknown): void {
    if (this.readyState === 'open') this.dispatchEvent(new MessageEvent('message', { data }))
  }

  close(): void {
    this.readyState = 'closed'
  }
}
