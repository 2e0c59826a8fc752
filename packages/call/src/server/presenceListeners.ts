import { CallError, clientEvents, listen, request, serverEvents, watchConnection } from '@parley/protocol'
import { peopleListed, presenceChanged, presenceUnwatched, presenceWatched } from '../state/presenceSlice.ts'
import type { ListenerDeps, StartListening } from './deps.ts'

/**
 * Keeps the presence slice in step with the server while the list is on the screen. It requests the list when it is
 * watched, searched, or the connection returns, and applies the changes that follow. Returns the teardown.
 */
export function setupPresenceListeners(
  startListening: StartListening,
  { store, socket, reports }: Pick<ListenerDeps, 'store' | 'socket' | 'reports'>,
): () => void {
  const ask = async (): Promise<void> => {
    const { query } = store.getState().presence
    if (query === null || !socket.connected) return
    try {
      const ack = await request(socket, clientEvents, 'watchPresence', { query })
      if (ack.ok) store.dispatch(peopleListed({ query, people: ack.people, total: ack.total }))
    } catch (error) {
      // A lost answer is requested again now; a lost connection requests again when it returns.
      if (error instanceof CallError && error.code === 'timeout') await ask()
    }
  }
  const stopWatched = startListening({ actionCreator: presenceWatched, effect: () => ask() })
  const stopUnwatched = startListening({
    actionCreator: presenceUnwatched,
    effect: async () => {
      if (socket.connected) await request(socket, clientEvents, 'unwatchPresence', {}).catch(() => undefined)
    },
  })
  const { presenceChanged: contract } = serverEvents
  const stopChanges = listen(
    socket,
    { presenceChanged: contract },
    {
      presenceChanged: (change) => {
        if (store.getState().presence.query !== null) store.dispatch(presenceChanged(change))
      },
    },
    reports,
  )
  const stopConnection = watchConnection(socket, { connected: () => void ask() })
  return () => {
    stopWatched()
    stopUnwatched()
    stopChanges()
    stopConnection()
  }
}
