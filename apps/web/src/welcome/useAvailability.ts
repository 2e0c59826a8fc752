import type { Availability } from '@parley/client'
import { checkUserId } from '@parley/protocol'
import { useClient } from '@parley/react'
import { useEffect, useState } from 'react'

/** The server is asked this long after the last keystroke. Milliseconds. */
const REST_MS = 300

/** Whether the ID that is being typed can be claimed. */
export function useAvailability(text: string): Availability | 'checking' {
  const { account } = useClient()
  const [known, setKnown] = useState<{ text: string; availability: Availability }>({
    text: '',
    availability: 'unknown',
  })
  useEffect(() => {
    if (checkUserId(text)) return
    const aborter = new AbortController()
    const timer = setTimeout(async () => {
      const availability = await account.availability(text, aborter.signal)
      if (!aborter.signal.aborted) setKnown({ text, availability })
    }, REST_MS)
    return () => {
      clearTimeout(timer)
      aborter.abort()
    }
  }, [text, account])
  if (checkUserId(text)) return 'unknown'
  return known.text === text ? known.availability : 'checking'
}
