import { useState } from 'react'

/** The sentences until they are put away; other sentences, or the same after there were none, are unread again. */
export function useUnread(sentences: readonly string[]): { unread: readonly string[]; putAway: () => void } {
  const words = sentences.join()
  const [read, setRead] = useState('')
  if (read !== '' && read !== words) setRead('')
  return { unread: read === words ? [] : sentences, putAway: () => setRead(words) }
}
