import { ErrorCode } from './errors.ts'
import type { Listenable } from './listen.ts'

export interface ConnectionHandlers {
  connected?(): void
  /** `network`: it will be tried again. `replaced`: the server let another connection of this device take over. `closed`: asked for here. */
  disconnected?(why: 'network' | 'replaced' | 'closed'): void
  /**
   * The server will not have this device, and Socket.IO does not try again by itself. `serverTime`: the server's
   * clock, milliseconds, where it said so.
   */
  refused?(code: ErrorCode, serverTime: number | null): void
  /** No server was reached; it will be tried again. */
  unreachable?(): void
}

/** Tells a client socket's life in Parley's terms. Returns the teardown. */
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
