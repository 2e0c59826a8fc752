import { useMemo } from 'react'
import { useHash } from '../browser/useHash.ts'

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
  const { hash, clear } = useHash()
  const door = useMemo(() => codesDoorOf(hash), [hash])
  return { door, leave: clear }
}
