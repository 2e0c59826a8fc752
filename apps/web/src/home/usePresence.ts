import { presenceUnwatched, presenceWatched, selectPresence } from '@parley/client'
import { useEffect, useState } from 'react'
import { useDispatch, useSelector } from 'react-redux'

/** The list is searched this long after the last keystroke. Milliseconds. */
const REST_MS = 150

/** The longest query that the server takes, as long as the longest ID. Characters. */
const QUERY_LENGTH = 32

/** The people online, watched only while this page is visible. */
export function usePresence() {
  const [query, setText] = useState('')
  const presence = useSelector(selectPresence)
  const dispatch = useDispatch()
  useEffect(() => {
    const watch = () => {
      if (document.visibilityState === 'visible') dispatch(presenceWatched({ query: query.trim() }))
      else dispatch(presenceUnwatched())
    }
    const timer = setTimeout(watch, query ? REST_MS : 0)
    document.addEventListener('visibilitychange', watch)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', watch)
    }
  }, [query, dispatch])
  useEffect(() => () => void dispatch(presenceUnwatched()), [dispatch])
  const setQuery = (text: string) => setText(text.slice(0, QUERY_LENGTH))
  // Until the server has answered this query, the list is that of the last one.
  const loaded = presence.loaded && presence.query === query.trim()
  return { people: presence.people, total: presence.total, loaded, query, setQuery }
}
