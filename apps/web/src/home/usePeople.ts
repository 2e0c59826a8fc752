import { presenceUnwatched, presenceWatched, selectPresence } from '@parley/call'
import { useEffect, useState } from 'react'
import { useDispatch, useSelector } from 'react-redux'

/** How long the typing must rest before the list is searched. Milliseconds. */
const REST_MS = 150

/** The people online, watched only while this page is looked at. */
export function usePeople() {
  const [query, setQuery] = useState('')
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
  return { ...presence, query, setQuery }
}
