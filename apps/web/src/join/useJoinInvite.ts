import { useMemo } from 'react'
import { useHash } from '../app/useHash.ts'
import { type JoinInvite, joinInviteOf } from './joinLink.ts'

/** The link for one more device that this page was opened by, until it is dismissed: done or not wanted. */
export function useJoinInvite(): { invite: JoinInvite | null; dismiss(): void } {
  // Once dismissed the secret does not stay in the address bar or the history.
  const { hash, clear } = useHash()
  const invite = useMemo(() => joinInviteOf(hash), [hash])
  return { invite, dismiss: clear }
}
