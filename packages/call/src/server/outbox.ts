import {
  type Ack,
  type Acknowledged,
  CallError,
  type ClientContract,
  clientEvents,
  type ErrorCode,
  type Payload,
  type Requestable,
  request,
} from '@parley/protocol'

export interface OutboxSocket extends Requestable {
  readonly connected: boolean
}

interface Refusal {
  ok: false
  error: ErrorCode
}

/**
 * Requests that must arrive: each is sent, and sent again after a lost answer or a lost connection, until it is
 * acknowledged; on a new connection in the order in which they were given. All of them are safe to repeat. Knows nothing
 * of what they mean.
 */
export interface Outbox {
  /**
   * @param keep asked before each repetition; false gives the request up
   * @returns the acknowledgement, or null if it was given up. An answer that does not fit the contract is a refusal too.
   */
  deliver<E extends Acknowledged<ClientContract>>(
    event: E,
    payload: Payload<ClientContract, E>,
    keep?: () => boolean,
  ): Promise<Ack<ClientContract, E> | Refusal | null>
  /** Sends again all that is unacknowledged; called on each new connection, before anything else is asked on it. */
  flush(): void
  /** How many requests are unacknowledged. */
  readonly size: number
  close(): void
}

/** @param timeoutMs how long one attempt waits for its acknowledgement */
export function createOutbox(socket: OutboxSocket, timeoutMs = 5_000): Outbox {
  /** Attempts in the order in which their requests were given. */
  const waiting = new Set<() => void>()
  let closed = false

  return {
    deliver: (event, payload, keep = () => true) =>
      new Promise((resolve) => {
        let inFlight = false
        const settle = (result: Parameters<typeof resolve>[0]): void => {
          waiting.delete(attempt)
          resolve(result)
        }
        const attempt = (): void => {
          if (closed || !keep()) {
            settle(null)
            return
          }
          if (inFlight || !socket.connected) return
          inFlight = true
          request(socket, clientEvents, event, payload, timeoutMs).then(settle, (error: unknown) => {
            inFlight = false
            const code = error instanceof CallError ? error.code : 'unavailable'
            // A time-out on a living connection is repeated at once; without a connection the next flush() does it.
            if (code === 'timeout' || code === 'disconnected') attempt()
            else settle({ ok: false, error: code })
          })
        }
        waiting.add(attempt)
        attempt()
      }),
    flush: () => {
      for (const attempt of [...waiting]) attempt()
    },
    get size() {
      return waiting.size
    },
    close: () => {
      closed = true
      for (const attempt of [...waiting]) attempt()
    },
  }
}
