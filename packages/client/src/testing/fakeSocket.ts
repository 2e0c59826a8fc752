import type { Socket } from 'socket.io-client'

type Answer = (payload: unknown) => unknown
type Listener = (...args: unknown[]) => void

/** A client's socket without a server: the test answers what is asked, and tells what is told. */
export class FakeSocket {
  readonly #told = new Map<string, Set<Listener>>()
  readonly #answers = new Map<string, Answer>()
  readonly #waiting = new Set<(error: Error) => void>()
  /** All that was asked, in order. */
  readonly asked: { event: string; payload: unknown }[] = []
  connected = false

  on(event: string, listener: Listener): void {
    this.#told.set(event, (this.#told.get(event) ?? new Set()).add(listener))
  }

  off(event: string, listener: Listener): void {
    this.#told.get(event)?.delete(listener)
  }

  /** The server tells something. */
  hears(event: string, ...args: unknown[]): void {
    for (const listener of [...(this.#told.get(event) ?? [])]) listener(...args)
  }

  /** How many listeners there are. */
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

  /** From now on this is the answer to an event. What has none waits until the connection is lost. */
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

  /** As the code under test takes it, which uses nothing else of a socket. */
  get asSocket(): Socket {
    return this as unknown as Socket
  }
}
