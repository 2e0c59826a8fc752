import { useState } from 'react'

/** Returns the sentences until the person dismisses them; new sentences, or the same after a gap, are unread again. */
export function useUnread(sentences: readonly string[]): { unread: readonly string[]; putAway: () => void } {
  const words = sentences.join()
  const [read, setRead] = useState('')
  if (read !== '' && read !== words) setRead('')
  return { unread: read === words ? [] : sentences, putAway: () => setRead(words) }
}
