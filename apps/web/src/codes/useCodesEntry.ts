import { useMemo } from 'react'
import { useHash } from '../browser/useHash.ts'

/** The page of calls by codes: opened by itself, or by a code in its address. */
export interface CodesEntry {
  offer: string | null
}

/** In the fragment: a plain file host needs to know nothing of it, and no server is told the code. */
export function codesEntryOf(hash = location.hash): CodesEntry | null {
  const [, name, value] = /^#(codes?)(?:=(.+))?$/.exec(hash) ?? []
  if (name === 'codes' && value === undefined) return { offer: null }
  return name === 'code' && value !== undefined ? { offer: value } : null
}

/** An address that opens this page with a code. */
export const codeLink = (code: string, page = location.origin + location.pathname): string => `${page}#code=${code}`

/** Whether the page of calls by codes is open, and how to leave it. */
export function useCodesEntry(): { entry: CodesEntry | null; leave(): void } {
  const { hash, clear } = useHash()
  const entry = useMemo(() => codesEntryOf(hash), [hash])
  return { entry, leave: clear }
}
