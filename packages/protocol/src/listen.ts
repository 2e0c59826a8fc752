import type { Contract, Handlers, SharedHandlers } from './contract.ts'
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

type Reply = ((answer: unknown) => void) | undefined

/** Parses the payload, runs the handler and acknowledges; failures are reported and acknowledged with a code. */
async function receive(
  event: string,
  schema: Contract[string]['payload'],
  handle: (payload: unknown) => unknown,
  reports: ListenReports,
  [raw, reply]: [raw: unknown, reply: Reply],
): Promise<void> {
  const fail = (error: ErrorCode) => reply?.({ ok: false, error })
  const parsed = schema.safeParse(raw)
  if (!parsed.success) {
    fail('invalid')
    reports.invalid?.(event, parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.code}`).join('; '))
    return
  }
  try {
    const result = await handle(parsed.data)
    reply?.(result)
  } catch (error) {
    fail('unavailable')
    reports.failed?.(event, error)
  }
}

/** A client can send anything in place of the acknowledgement function. */
const replyOf = (reply: unknown): Reply => (typeof reply === 'function' ? (answer) => void reply(answer) : undefined)

/**
 * The only way in: every payload is parsed before its handler sees it. The handler's return value (or what it resolves
 * to) is the acknowledgement. A payload that does not fit is acknowledged with `invalid`, a handler that throws with
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
    // receive() answers for its own failures.
    const listener = (raw: unknown, reply?: unknown) =>
      void receive(event, payload, handler, reports, [raw, replyOf(reply)])
    socket.on(event, listener)
    return [event, listener] as const
  })
  return () => {
    for (const [event, listener] of listeners) socket.off(event, listener)
  }
}

/** As much of a server socket as `listenShared` needs. */
export interface ServerListenable {
  readonly connected: boolean
  // biome-ignore lint/suspicious/noExplicitAny: as above
  onAny(listener: (event: string, ...args: any[]) => void): unknown
}

/**
 * `listen` for many sockets of one kind: thousands of sockets share one listener function. Events that are not in the
 * contract are ignored.
 *
 * @returns a function that adds one more socket, for as long as the socket lives
 */
export function listenShared<S extends ServerListenable, C extends Contract>(
  contract: C,
  handlers: SharedHandlers<S, C>,
  reportsOf: (socket: S) => ListenReports,
): (socket: S) => void {
  const schemas = new Map(Object.entries(contract).map(([event, { payload }]) => [event, payload]))

  // Socket.IO calls listeners with the socket as `this`.
  function listener(this: S, event: string, raw: unknown, reply?: unknown): void {
    const schema = schemas.get(event)
    // Packets of a disconnected socket may still arrive.
    if (!schema || !this.connected) return
    const handler = handlers[event as keyof C] as (socket: S, payload: unknown) => unknown
    // receive() answers for its own failures.
    void receive(event, schema, (parsed) => handler(this, parsed), reportsOf(this), [raw, replyOf(reply)])
  }
  return (socket) => void socket.onAny(listener)
}
