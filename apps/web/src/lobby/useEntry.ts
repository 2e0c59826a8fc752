import { type AccountState, type ServerConnection, selectAccount, selectConnection } from '@parley/client'
import { isGuest } from '@parley/protocol'
import { useMemo, useSyncExternalStore } from 'react'
import { useSelector } from 'react-redux'
import { type Entry, entryOf } from './entry.ts'

function subscribe(listener: () => void): () => void {
  addEventListener('hashchange', listener)
  addEventListener('popstate', listener)
  return () => {
    removeEventListener('hashchange', listener)
    removeEventListener('popstate', listener)
  }
}

/** True if this person may use the entry now: a link is open to everybody, a match needs an ID. */
function isPassable(entry: Entry, account: AccountState, connection: ServerConnection): boolean {
  if (connection.status === 'replaced') return false
  return entry.kind !== 'match' || (account.status === 'known' && !isGuest(account.userId))
}

/** The entry in this page's address; null if there is none, or the person may not use it. */
export function useEntry(): Entry | null {
  const hash = useSyncExternalStore(subscribe, () => location.hash)
  const account = useSelector(selectAccount)
  const connection = useSelector(selectConnection)
  const entry = useMemo(() => entryOf(hash), [hash])
  return entry && isPassable(entry, account, connection) ? entry : null
}
