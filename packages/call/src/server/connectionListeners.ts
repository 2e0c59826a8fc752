import { watchConnection } from '@parley/protocol'
import { connectionChanged } from '../state/connectionSlice.ts'
import type { ListenerDeps } from './deps.ts'

/** Keeps the connection slice in step with the socket. Returns the teardown. */
export function setupConnectionListeners({ store, socket }: Pick<ListenerDeps, 'store' | 'socket'>): () => void {
  return watchConnection(socket, {
    connected: () => void store.dispatch(connectionChanged({ status: 'online' })),
    disconnected: (why) =>
      void store.dispatch(
        connectionChanged({ status: why === 'network' ? 'offline' : why === 'replaced' ? 'replaced' : 'closed' }),
      ),
    refused: (code) => void store.dispatch(connectionChanged({ status: 'refused', code })),
    unreachable: () => void store.dispatch(connectionChanged({ status: 'offline' })),
  })
}
