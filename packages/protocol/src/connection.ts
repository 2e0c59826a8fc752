import { ErrorCode } from './errors.ts'
import type { Listenable } from './listen.ts'

export interface ConnectionHandlers {
  connected?(): void
  /** `network`: it will be tried again. `replaced`: the server let another connection of this device take over. `closed`: asked for here. */
  disconnected?(why: 'network' | 'replaced' | 'closed'): void
  /** The server will not have this device; trying again as it is would not help. */
  refused?(code: ErrorCode): void
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
  const failed = (error: Error & { data?: { code?: unknown } }) => {
    const code = ErrorCode.safeParse(error.data?.code)
    if (code.success) handlers.refused?.(code.data)
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
