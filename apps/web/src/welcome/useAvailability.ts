import { checkUserId } from '@parley/protocol'
import { useEffect, useState } from 'react'

export type Availability = 'unknown' | 'checking' | 'free' | 'taken'

/** How long the typing must rest before the server is asked. Milliseconds. */
const REST_MS = 300

/** Whether this browser acts for an ID already. */
export type IsOwn = (userId: string) => Promise<boolean>

/**
 * Whether an ID is free, asked while it is being typed. An answer that cannot be had is `unknown`: submitting will
 * tell; so it is with an ID of one's own, which is taken, but by oneself.
 */
export function useAvailability(text: string, isOwn: IsOwn): Availability {
  const [known, setKnown] = useState<{ text: string; availability: Availability }>({
    text: '',
    availability: 'unknown',
  })
  useEffect(() => {
    if (checkUserId(text)) return
    const aborter = new AbortController()
    const timer = setTimeout(async () => {
      const own = await isOwn(text).catch(() => false)
      const availability = own ? 'unknown' : await ask(text, aborter.signal)
      if (!aborter.signal.aborted) setKnown({ text, availability })
    }, REST_MS)
    return () => {
      clearTimeout(timer)
      aborter.abort()
    }
  }, [text, isOwn])
  if (checkUserId(text)) return 'unknown'
  return known.text === text ? known.availability : 'checking'
}

async function ask(id: string, signal: AbortSignal): Promise<Availability> {
  try {
    const response = await fetch(`/api/ids/${encodeURIComponent(id)}`, { signal })
    const answer: unknown = await response.json()
    const state = typeof answer === 'object' && answer !== null && 'state' in answer ? answer.state : null
    return state === 'free' || state === 'taken' ? state : 'unknown'
  } catch {
    return 'unknown'
  }
}
