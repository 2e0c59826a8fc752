import type { LinkState } from '@parley/client'
import type { CallLink } from '@parley/protocol'
import { useClient } from '@parley/react'
import { useEffect, useState } from 'react'

/** How long the server may take to answer; then the person may try the link. Milliseconds. */
const PATIENCE_MS = 3_000

/**
 * Whether somebody can join at a call link, asked once for each link, before anybody types a name or turns a camera on.
 * Null: there is no link.
 */
export function useLinkState(link: CallLink | null): LinkState | 'checking' | null {
  const { lobby } = useClient()
  const [known, setKnown] = useState<{ link: CallLink; state: LinkState } | null>(null)
  useEffect(() => {
    if (link === null) return
    let left = false
    const asking = new AbortController()
    const timer = setTimeout(() => asking.abort(), PATIENCE_MS)
    // Void: it never rejects.
    void lobby.linkState(link, asking.signal).then((state) => {
      if (!left) setKnown({ link, state })
    })
    return () => {
      left = true
      clearTimeout(timer)
      asking.abort()
    }
  }, [link, lobby])
  if (link === null) return null
  return known?.link === link ? known.state : 'checking'
}
