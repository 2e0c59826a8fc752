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

/** Whether this person can go through it now: a link lets everybody in, a match needs an ID to answer for. */
function isPassable(entry: Entry, account: AccountState, connection: ServerConnection): boolean {
  if (connection.status === 'replaced') return false
  return entry.kind === 'link' || (account.status === 'known' && !isGuest(account.userId))
}

/** The entry this page stands at, if the person can go through it. */
export function useEntry(): Entry | null {
  const hash = useSyncExternalStore(subscribe, () => location.hash)
  const account = useSelector(selectAccount)
  const connection = useSelector(selectConnection)
  const entry = useMemo(() => entryOf(hash), [hash])
  return entry && isPassable(entry, account, connection) ? entry : null
}
