import { type ServerConnection, selectConnection } from '@parley/call'
import { type AccountState, selectAccount } from '@parley/client'
import { isGuest } from '@parley/protocol'
import { useMemo, useSyncExternalStore } from 'react'
import { useSelector } from 'react-redux'
import { type Door, doorOf } from './entry.ts'

function subscribe(listener: () => void): () => void {
  addEventListener('hashchange', listener)
  addEventListener('popstate', listener)
  return () => {
    removeEventListener('hashchange', listener)
    removeEventListener('popstate', listener)
  }
}

/** Whether this person can go through it now: a link lets everybody in, a match needs an ID to answer for. */
function isPassable(door: Door, account: AccountState, connection: ServerConnection): boolean {
  if (connection.status === 'replaced') return false
  return door.kind === 'link' || (account.status === 'known' && !isGuest(account.userId))
}

/** The door this page stands at, if the person can go through it. */
export function useDoor(): Door | null {
  const hash = useSyncExternalStore(subscribe, () => location.hash)
  const account = useSelector(selectAccount)
  const connection = useSelector(selectConnection)
  const door = useMemo(() => doorOf(hash), [hash])
  return door && isPassable(door, account, connection) ? door : null
}
