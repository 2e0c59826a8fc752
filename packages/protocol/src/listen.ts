import type { Contract, Handlers } from './contract.ts'
import type { ErrorCode } from './errors.ts'

/** As much of a Socket.IO socket as listening needs; both sides' sockets fit. */
export interface Listenable {
  // Socket.IO's listener types are generic per event; here every payload is unknown until parsed.
  // biome-ignore lint/suspicious/noExplicitAny: a parameter position that must accept both sockets' own listener types
  on(event: any, listener: (...args: any[]) => void): unknown
  // biome-ignore lint/suspicious/noExplicitAny: as above
  off(event: any, listener: (...args: any[]) => void): unknown
}

export interface ListenReports {
  /** A payload did not fit the contract. `problem` says where and why, without the values. */
  invalid?(event: string, problem: string): void
  /** A handler threw. The asker has been told `unavailable`. */
  failed?(event: string, error: unknown): void
}

/**
 * The one door in: every payload is parsed before its handler sees it, and what the handler returns (or resolves to)
 * is the acknowledgement. A payload that does not fit is acknowledged with `invalid`, a handler that throws with
 * `unavailable`; neither reaches the process.
 *
 * @returns the teardown
 */
export function listen<C extends Contract>(
  socket: Listenable,
  contract: C,
  handlers: Handlers<C>,
  reports: ListenReports = {},
): () => void {
  const listeners = Object.entries(contract).map(([event, { payload }]) => {
    const handler = handlers[event as keyof C] as (payload: unknown) => unknown
    const receive = async (raw: unknown, reply?: unknown): Promise<void> => {
      const fail = (error: ErrorCode) => typeof reply === 'function' && reply({ ok: false, error })
      const parsed = payload.safeParse(raw)
      if (!parsed.success) {
        fail('invalid')
        reports.invalid?.(
          event,
          parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.code}`).join('; '),
        )
        return
      }
      try {
        const result = await handler(parsed.data)
        if (typeof reply === 'function') reply(result)
      } catch (error) {
        fail('unavailable')
        reports.failed?.(event, error)
      }
    }
    // receive() answers for its own failures.
    const listener = (raw: unknown, reply?: unknown) => void receive(raw, reply)
    socket.on(event, listener)
    return [event, listener] as const
  })
  return () => {
    for (const [event, listener] of listeners) socket.off(event, listener)
  }
}
