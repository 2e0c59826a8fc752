import { checkUserId, sameUser } from '@parley/protocol'
import type { LinkState } from '../types.ts'
import { idWords } from './idWords.ts'

/** Says why an ID cannot be called from here, or null when it can. */
export function dialWords(text: string, me: { userId: string; link: LinkState }): string | null {
  const problem = checkUserId(text)
  if (problem !== null) return problem === 'empty' ? 'Type the ID of the person to call.' : idWords(problem)
  if (sameUser(text, me.userId)) return 'That is your own ID'
  if (me.link !== 'online') return 'You are not connected yet. Try again in a moment.'
  return null
}
