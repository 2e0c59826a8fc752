import type { OutboxSocket } from '@parley/call'
import type { Clock, Listenable } from '@parley/protocol'
import type { Mutable } from '../mutable.ts'

/** Carries a request to the server; `reply` may be called late, twice or never. */
export type Ask = (event: string, payload: unknown, reply: (answer: unknown) => void) => void

/** Stands in for Socket.IO's client: a page's end of all its connections. */
export interface PageSocket extends Listenable, OutboxSocket {
  /** The connection is open. Requests go through `ask`. */
  opened(ask: Ask): void
  /** The connection is lost. Rejects all pending requests. */
  lost(): void
  fire(event: string, ...args: unknown[]): void
  /** The page is gone: no listener is called and no request is sent any more. */
  close(): void
}

/** Creates a socket that is not connected yet. */
export function createPageSocket(clock: Clock): PageSocket {
  const listeners = new Map<string, Set<(...args: unknown[]) => void>>()
  const waiting = new Set<(error: Error) => void>()
  let ask: Ask | null = null
  let closed = false

  const fire = (event: string, ...args: unknown[]): void => {
    if (closed) return
    for (const listener of [...(listeners.get(event) ?? [])]) listener(...args)
  }

  function request(event: string, payload: unknown, ms: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (closed) return
      if (!ask) throw new Error(`asked ${event} while not connected`)
      const settle = () => {
        cancel()
        return waiting.delete(fail)
      }
      const fail = (error: Error) => {
        if (settle()) reject(error)
      }
      const cancel = clock.setTimeout(() => fail(new Error('operation has timed out')), ms)
      waiting.add(fail)
      ask(event, payload, (answer) => {
        if (settle()) resolve(answer)
      })
    })
  }

  const socket: Mutable<PageSocket> = {
    connected: false,
    on: (event: string, listener: (...args: unknown[]) => void) => {
      listeners.set(event, (listeners.get(event) ?? new Set()).add(listener))
    },
    off: (event: string, listener: (...args: unknown[]) => void) => void listeners.get(event)?.delete(listener),
    timeout: (ms) => ({ emitWithAck: (event: string, payload: unknown) => request(event, payload, ms) }),
    opened: (next) => {
      ask = next
      socket.connected = true
      fire('connect')
    },
    lost: () => {
      ask = null
      socket.connected = false
      for (const fail of [...waiting]) fail(new Error('socket has been disconnected'))
      fire('disconnect', 'transport close')
    },
    fire,
    close: () => {
      closed = true
      ask = null
      socket.connected = false
    },
  }
  return socket
}
