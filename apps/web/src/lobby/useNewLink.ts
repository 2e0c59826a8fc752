import { endDismissed } from '@parley/client'
import { useClient } from '@parley/react'
import { useEffect, useRef } from 'react'
import { useDispatch } from 'react-redux'
import { openEntry } from './entry.ts'

/**
 * Makes a call link and goes to its lobby, and says whether that worked. Who has gone elsewhere before the server answered
 * stays there.
 */
export function useNewLink(): () => Promise<boolean> {
  const { callLink } = useClient()
  const dispatch = useDispatch()
  const isHere = useRef(false)
  useEffect(() => {
    isHere.current = true
    return () => {
      isHere.current = false
    }
  }, [])
  return async () => {
    const link = await callLink()
    if (link === null) return false
    if (!isHere.current) return true
    dispatch(endDismissed())
    openEntry({ kind: 'link', link })
    return true
  }
}
