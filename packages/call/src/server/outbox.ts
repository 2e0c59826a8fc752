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

/** As much of a Socket.IO client as the outbox needs. */
export interface OutboxSocket extends Requestable {
  readonly connected: boolean
}

interface Refusal {
  ok: false
  error: ErrorCode
}

/**
 * Requests that must arrive. The outbox repeats each after a lost answer or a lost connection until the server
 * acknowledges it; on a new connection it keeps their order. All requests are idempotent. It knows nothing of their meaning.
 */
export interface Outbox {
  /**
   * @param keep called before each attempt; false abandons the request
   * @returns the acknowledgement, or null if the request was abandoned. An answer that does not fit the contract is a refusal.
   */
  deliver<E extends Acknowledged<ClientContract>>(
    event: E,
    payload: Payload<ClientContract, E>,
    keep?: () => boolean,
  ): Promise<Ack<ClientContract, E> | Refusal | null>
  /** Sends all unacknowledged requests again; call it on each new connection before other requests. */
  flush(): void
  /** The number of unacknowledged requests. */
  size(): number
  close(): void
}

/**
 * Creates an empty outbox on this socket.
 *
 * @param timeoutMs how long one attempt waits for its acknowledgement, in milliseconds
 */
export function createOutbox(socket: OutboxSocket, timeoutMs = 5_000): Outbox {
  /** The attempts, in the order of their requests. */
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
            // A timeout on a living connection is repeated at once; without a connection the next flush() repeats it.
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
    size: () => waiting.size,
    close: () => {
      closed = true
      for (const attempt of [...waiting]) attempt()
    },
  }
}
