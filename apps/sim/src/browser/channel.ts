import { Emitter } from './emitter.ts'

export type Data = string | ArrayBuffer

/** Takes a message that a channel sends; returns false if the message has to wait. */
type Carry = (data: Data) => boolean

/** A pre-negotiated data channel: reliable and in order. */
export class SimChannel extends Emitter {
  readonly id: number
  readyState: RTCDataChannelState = 'connecting'
  binaryType: BinaryType = 'blob'
  bufferedAmountLowThreshold = 0
  readonly #carry: Carry
  #waiting: Data[] = []

  constructor(id: number, carry: Carry) {
    super()
    this.id = id
    this.#carry = carry
  }

  /** The number of waiting messages, not of bytes; tells only whether everything has left. */
  get bufferedAmount(): number {
    return this.#waiting.length
  }

  send(data: Data): void {
    if (this.readyState !== 'open') throw new DOMException('the channel is not open', 'InvalidStateError')
    if (this.#waiting.length > 0 || !this.#carry(data)) this.#waiting.push(data)
    else queueMicrotask(this.#emptied)
  }

  /** Sends the messages that wait, because the path is up again. */
  flush(): void {
    if (this.#waiting.length === 0) return
    while (this.#waiting[0] !== undefined && this.#carry(this.#waiting[0])) this.#waiting.shift()
    this.#emptied()
  }

  readonly #emptied = (): void => {
    if (this.#waiting.length === 0 && this.readyState === 'open') this.dispatchEvent({ type: 'bufferedamountlow' })
  }

  open(): void {
    if (this.readyState !== 'connecting') return
    this.readyState = 'open'
    this.dispatchEvent({ type: 'open' })
  }

  arrive(data: Data): void {
    if (this.readyState === 'open') this.dispatchEvent(Object.assign({ type: 'message' }, { data }))
  }

  /** The other side has closed the channel. */
  end(): void {
    if (this.readyState === 'closed') return
    this.close()
    this.dispatchEvent({ type: 'close' })
  }

  close(): void {
    this.readyState = 'closed'
    this.#waiting = []
  }
}
