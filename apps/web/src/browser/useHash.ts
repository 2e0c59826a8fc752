import { useCallback, useEffect, useState } from 'react'

/** The current fragment of the page's address. `clear` removes it from the address bar and the history. */
export function useHash(): { hash: string; clear(): void } {
  const [hash, setHash] = useState(() => location.hash)
  useEffect(() => {
    const read = () => setHash(location.hash)
    addEventListener('hashchange', read)
    // It may have changed between the first render and this effect.
    read()
    return () => removeEventListener('hashchange', read)
  }, [])
  const clear = useCallback(() => {
    history.replaceState(null, '', location.pathname + location.search)
    setHash('')
  }, [])
  return { hash, clear }
}
