import { useMemo } from 'react'
import { pageAddress } from '../browser/pageAddress.ts'
import { useHash } from '../browser/useHash.ts'

/** The page of calls by codes is open. `offer`: the code in its address; null if there is none. */
export interface CodesEntry {
  offer: string | null
}

/** Reads the entry from the fragment, which browsers send to no server and which works on any file host. */
export function codesEntryOf(hash = location.hash): CodesEntry | null {
  if (/^#codes(?![\w=-])/.test(hash)) return { offer: null }
  // Trackers and wrapped addresses put something before it, around it and behind it; the code is found in all of it.
  const [, offer] = /^#(?:.*&)?code(?:=|%3D)(.*)$/i.exec(hash) ?? []
  return offer === undefined ? null : { offer }
}

/** The address that opens this page with a code. */
export const codeLink = (code: string, page = pageAddress()): string => `${page}#code=${code}`

/** The entry of the page of calls by codes, null while it is closed; and a function to leave it. */
export function useCodesEntry(): { entry: CodesEntry | null; leave(): void } {
  const { hash, clear } = useHash()
  const entry = useMemo(() => codesEntryOf(hash), [hash])
  return { entry, leave: clear }
}
