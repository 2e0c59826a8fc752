import { endDismissed } from '@parley/call'
import type { CallLink } from '@parley/protocol'
import { useEffect, useRef } from 'react'
import { useDispatch } from 'react-redux'
import { openDoor } from './entry.ts'

/**
 * Makes a call link and goes to its door, and says whether that worked. Who has gone elsewhere before the server answered
 * stays there.
 *
 * @param newLink resolves to null if it could not be made
 */
export function useNewLink(newLink: () => Promise<CallLink | null>): () => Promise<boolean> {
  const dispatch = useDispatch()
  const isHere = useRef(false)
  useEffect(() => {
    isHere.current = true
    return () => {
      isHere.current = false
    }
  }, [])
  return async () => {
    const link = await newLink()
    if (link === null) return false
    if (!isHere.current) return true
    dispatch(endDismissed())
    openDoor({ kind: 'link', link })
    return true
  }
}
