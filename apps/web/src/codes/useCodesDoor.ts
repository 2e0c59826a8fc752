import { useCallback, useEffect, useState } from 'react'

/** The page of calls by codes: opened by itself, or by a code in its address. */
export interface CodesDoor {
  offer: string | null
}

/** In the fragment: a plain file host needs to know nothing of it, and no server is told the code. */
export function codesDoorOf(hash = location.hash): CodesDoor | null {
  const [, name, value] = /^#(codes?)(?:=(.+))?$/.exec(hash) ?? []
  if (name === 'codes' && value === undefined) return { offer: null }
  return name === 'code' && value !== undefined ? { offer: value } : null
}

/** An address that opens this page with a code. */
export const codeLink = (code: string, page = location.origin + location.pathname): string => `${page}#code=${code}`

/** Whether the page of calls by codes is open, and how to leave it. */
export function useCodesDoor(): { door: CodesDoor | null; leave(): void } {
  const [door, setDoor] = useState(() => codesDoorOf())
  useEffect(() => {
    const read = () => setDoor(codesDoorOf())
    addEventListener('hashchange', read)
    return () => removeEventListener('hashchange', read)
  }, [])
  const leave = useCallback(() => {
    history.replaceState(null, '', location.pathname + location.search)
    setDoor(null)
  }, [])
  return { door, leave }
}
