import type { Ack, Acknowledged, Contract, Payload, Told } from './contract.ts'
import { CallError } from './errors.ts'

/** As much of a Socket.IO socket as asking needs. */
export interface Requestable {
  // biome-ignore lint/suspicious/noExplicitAny: Socket.IO types each event by its own map; the contract types it here
  timeout(ms: number): { emitWithAck(event: any, ...args: any[]): Promise<unknown> }
}

/** As much of a Socket.IO socket, or of a room of them, as telling needs. */
export interface Tellable {
  // biome-ignore lint/suspicious/noExplicitAny: as above
  emit(event: any, ...args: any[]): unknown
}

/**
 * The one door out for questions: asks, and resolves to the parsed acknowledgement. A refusal (`ok: false`) is a
 * value, not an exception.
 *
 * @param timeoutMs how long to wait for the acknowledgement
 * @throws CallError `timeout` if none came, `disconnected` if the connection went first, `badAnswer` if it does not fit
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
  // The schema that parsed it is the one the type is derived from.
  return parsed.data as Ack<C, E>
}

/** The one door out for facts: nobody answers them. */
export function tell<C extends Contract, E extends Told<C>>(
  socket: Tellable,
  _contract: C,
  event: E,
  payload: Payload<C, E>,
): void {
  socket.emit(event, payload)
}
