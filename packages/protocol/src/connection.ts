import { ErrorCode } from './errors.ts'
import type { Listenable } from './listen.ts'

/** Handlers of a client socket's connection. */
export interface ConnectionHandlers {
  connected?(): void
  /**
   * `network`: Socket.IO will reconnect. `replaced`: the server closed it, as when a newer connection of this device
   * replaces it. `closed`: this side closed it.
   */
  disconnected?(why: 'network' | 'replaced' | 'closed'): void
  /**
   * The server refused this device; Socket.IO does not retry by itself. `serverTime`: the server's clock in
   * milliseconds since the epoch, null if the server did not send it.
   */
  refused?(code: ErrorCode, serverTime: number | null): void
  /** No server was reached; Socket.IO will retry. */
  unreachable?(): void
}

/** Calls the handlers for the events of a client socket's connection. Returns the teardown. */
export function watchConnection(socket: Listenable, handlers: ConnectionHandlers): () => void {
  const connected = () => handlers.connected?.()
  const disconnected = (reason: string) => {
    const why = { 'io server disconnect': 'replaced', 'io client disconnect': 'closed' } as const
    handlers.disconnected?.(why[reason as keyof typeof why] ?? 'network')
  }
  const failed = (error: Error & { data?: { code?: unknown; now?: unknown } }) => {
    const code = ErrorCode.safeParse(error.data?.code)
    const now = error.data?.now
    if (code.success) handlers.refused?.(code.data, typeof now === 'number' && Number.isFinite(now) ? now : null)
    else handlers.unreachable?.()
  }
  socket.on('connect', connected)
  socket.on('disconnect', disconnected)
  socket.on('connect_error', failed)
  return () => {
    socket.off('connect', connected)
    socket.off('disconnect', disconnected)
    socket.off('connect_error', failed)
  }
}
