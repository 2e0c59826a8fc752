import { endDismissed } from '@parley/client'
import { useClient } from '@parley/react'
import { useEffect, useRef } from 'react'
import { useDispatch } from 'react-redux'
import { openEntry } from './entry.ts'

/**
 * Returns a function that creates a call link and opens its lobby. It resolves to false if there is no link. If the
 * person has left the screen before the server answers, the lobby is not opened.
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
