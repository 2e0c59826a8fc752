import { useCallback, useEffect, useState } from 'react'

/** The fragment of the page's address, also one that comes later; `clear` takes it out of the address bar and the history. */
export function useHash(): { hash: string; clear(): void } {
  const [hash, setHash] = useState(() => location.hash)
  useEffect(() => {
    const read = () => setHash(location.hash)
    addEventListener('hashchange', read)
    // It may have changed since it was read first, when nobody listened yet.
    read()
    return () => removeEventListener('hashchange', read)
  }, [])
  const clear = useCallback(() => {
    history.replaceState(null, '', location.pathname + location.search)
    setHash('')
  }, [])
  return { hash, clear }
}
