import { EventEmitter } from 'node:events'
import type { Socket } from 'socket.io-client'

type Answer = (payload: unknown) => unknown

/** A client's socket without a server: the test answers what is asked, and tells what is told. */
export class FakeSocket {
  readonly #told = new EventEmitter()
  readonly #answers = new Map<string, Answer>()
  /** All that was asked, in order. */
  readonly asked: { event: string; payload: unknown }[] = []
  connected = false

  on = this.#told.on.bind(this.#told)
  off = this.#told.off.bind(this.#told)
  /** The server tells something. */
  hears = this.#told.emit.bind(this.#told)

  connect(): this {
    this.connected = true
    this.hears('connect')
    return this
  }

  disconnect(): this {
    this.connected = false
    return this
  }

  /** From now on this is the answer to an event. */
  answers(event: string, answer: Answer): this {
    this.#answers.set(event, answer)
    return this
  }

  timeout = () => ({
    emitWithAck: async (event: string, payload: unknown): Promise<unknown> => {
      this.asked.push({ event, payload })
      const answer = this.#answers.get(event)
      if (!answer) throw new Error('operation has timed out')
      return answer(payload)
    },
  })

  /** As the code under test takes it, which uses nothing else of a socket. */
  get asSocket(): Socket {
    return this as unknown as Socket
  }
}
