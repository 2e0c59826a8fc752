import { useCallback, useEffect, useState } from 'react'
import { type JoinInvite, joinInviteOf } from './joinLink.ts'

/** The link for one more device that this page was opened by, until it is dismissed: done or not wanted. */
export function useJoinInvite(): { invite: JoinInvite | null; dismiss(): void } {
  const [invite, setInvite] = useState(() => joinInviteOf())
  useEffect(() => {
    const read = () => setInvite(joinInviteOf())
    addEventListener('hashchange', read)
    return () => removeEventListener('hashchange', read)
  }, [])
  const dismiss = useCallback(() => {
    // The secret does not stay in the address bar or the history.
    history.replaceState(null, '', location.pathname + location.search)
    setInvite(null)
  }, [])
  return { invite, dismiss }
}
