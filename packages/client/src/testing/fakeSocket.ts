import type { Socket } from 'socket.io-client'

type Answer = (payload: unknown) => unknown
type Listener = (...args: unknown[]) => void

/** A client's socket without a server. The test sets the answers to requests and delivers events. */
export class FakeSocket {
  readonly #told = new Map<string, Set<Listener>>()
  readonly #answers = new Map<string, Answer>()
  readonly #waiting = new Set<(error: Error) => void>()
  /** All requests, in order. */
  readonly asked: { event: string; payload: unknown }[] = []
  connected = false

  on(event: string, listener: Listener): void {
    this.#told.set(event, (this.#told.get(event) ?? new Set()).add(listener))
  }

  off(event: string, listener: Listener): void {
    this.#told.get(event)?.delete(listener)
  }

  /** Delivers an event, as if from the server. */
  hears(event: string, ...args: unknown[]): void {
    for (const listener of [...(this.#told.get(event) ?? [])]) listener(...args)
  }

  /** The number of listeners. */
  get listeners(): number {
    return [...this.#told.values()].reduce((sum, { size }) => sum + size, 0)
  }

  connect(): this {
    this.connected = true
    this.hears('connect')
    return this
  }

  disconnect(): this {
    this.connected = false
    for (const fail of [...this.#waiting]) fail(new Error('socket has been disconnected'))
    this.#waiting.clear()
    return this
  }

  /** Sets the answer to a request. A request without an answer waits until `disconnect` rejects it. */
  answers(event: string, answer: Answer): this {
    this.#answers.set(event, answer)
    return this
  }

  timeout = () => ({
    emitWithAck: async (event: string, payload: unknown): Promise<unknown> => {
      this.asked.push({ event, payload })
      const answer = this.#answers.get(event)
      return answer ? answer(payload) : new Promise((_resolve, reject) => this.#waiting.add(reject))
    },
  })

  /** Typed for the code under test, which uses no other methods of a socket. */
  get asSocket(): Socket {
    return this as unknown as Socket
  }
}
