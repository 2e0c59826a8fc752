import type { Ack, Acknowledged, Contract, Payload, Told } from './contract.ts'
import { CallError } from './errors.ts'

/** The part of a Socket.IO socket that `request` needs. */
export interface Requestable {
  // biome-ignore lint/suspicious/noExplicitAny: Socket.IO types each event by its own map; the contract types it here
  timeout(ms: number): { emitWithAck(event: any, ...args: any[]): Promise<unknown> }
}

/** The part of a Socket.IO socket, or of a room of sockets, that `tell` needs. */
export interface Tellable {
  // biome-ignore lint/suspicious/noExplicitAny: as above
  emit(event: any, ...args: any[]): unknown
}

/**
 * Sends a request and resolves to the parsed acknowledgement. A refusal (`ok: false`) is a value, not an exception. All
 * requests are sent by this function.
 *
 * @param timeoutMs how long to wait for the acknowledgement
 * @throws CallError `timeout` if none came, `disconnected` if the connection was lost first, `badAnswer` if it does not
 * fit the contract
 */
export async function request<C extends Contract, E extends Acknowledged<C>>(
  socket: Requestable,
  contract: C,
  event: E,
  payload: Payload<C, E>,
  timeoutMs = 5_000,
): Promise<Ack<C, E>> {
  let raw: unknown
  try {
    raw = await socket.timeout(timeoutMs).emitWithAck(event, payload)
  } catch (cause) {
    const disconnected = cause instanceof Error && /disconnected/.test(cause.message)
    throw new CallError(disconnected ? 'disconnected' : 'timeout', { cause })
  }
  const parsed = contract[event]?.ack?.safeParse(raw)
  if (!parsed?.success) throw new CallError('badAnswer', { cause: parsed?.error })
  // The type is derived from the schema that parsed it.
  return parsed.data as Ack<C, E>
}

/** Sends an event that is not acknowledged. All such events are sent by this function. */
export function tell<C extends Contract, E extends Told<C>>(
  socket: Tellable,
  _contract: C,
  event: E,
  payload: Payload<C, E>,
): void {
  socket.emit(event, payload)
}
