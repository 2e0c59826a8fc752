import type { Contract, Handlers, SharedHandlers } from './contract.ts'
import type { ErrorCode } from './errors.ts'

/** The part of a Socket.IO socket that `listen` needs; client and server sockets fit. */
export interface Listenable {
  // Socket.IO's listener types are generic per event; here every payload is unknown until parsed.
  // biome-ignore lint/suspicious/noExplicitAny: a parameter position that must accept both sockets' own listener types
  on(event: any, listener: (...args: any[]) => void): unknown
  // biome-ignore lint/suspicious/noExplicitAny: as above
  off(event: any, listener: (...args: any[]) => void): unknown
}

/** Handlers for failures of listening. */
export interface ListenReports {
  /** A payload did not fit the contract. `problem` says where and why, without the values. */
  invalid?(event: string, problem: string): void
  /** A handler threw; the request was acknowledged with `unavailable`. */
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

/** The acknowledgement function; undefined for anything else that a client sends in its place. */
const replyOf = (reply: unknown): Reply => (typeof reply === 'function' ? (answer) => void reply(answer) : undefined)

/**
 * Listens to the events of a contract and parses every payload before its handler gets it. The handler's result is the
 * acknowledgement. A payload that does not fit is acknowledged with `invalid`, a handler that throws with
 * `unavailable`; neither raises an error in the process.
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

/** The part of a server socket that `listenShared` needs. */
export interface ServerListenable {
  readonly connected: boolean
  // biome-ignore lint/suspicious/noExplicitAny: as above
  onAny(listener: (event: string, ...args: any[]) => void): unknown
}

/**
 * Does what `listen` does, for thousands of sockets that share one listener function.
 *
 * @param beyond the code by which an event outside the contract is acknowledged; without it such an event is ignored
 * @returns a function that adds a socket for as long as it lives
 */
export function listenShared<S extends ServerListenable, C extends Contract>(
  contract: C,
  handlers: SharedHandlers<S, C>,
  reportsOf: (socket: S) => ListenReports,
  beyond?: ErrorCode,
): (socket: S) => void {
  const schemas = new Map(Object.entries(contract).map(([event, { payload }]) => [event, payload]))

  // Socket.IO calls listeners with the socket as `this`.
  function listener(this: S, event: string, raw: unknown, reply?: unknown): void {
    // Packets of a disconnected socket may still arrive.
    if (!this.connected) return
    const schema = schemas.get(event)
    if (!schema) {
      if (beyond) replyOf(reply)?.({ ok: false, error: beyond })
      return
    }
    const handler = handlers[event as keyof C] as (socket: S, payload: unknown) => unknown
    // receive() answers for its own failures.
    void receive(event, schema, (parsed) => handler(this, parsed), reportsOf(this), [raw, replyOf(reply)])
  }
  return (socket) => void socket.onAny(listener)
}
