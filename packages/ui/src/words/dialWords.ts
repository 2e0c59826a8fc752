import { checkUserId, sameUser } from '@parley/protocol'
import type { ServerStatus } from '../types/call.ts'
import { idWords } from './idWords.ts'

/** Says what is wrong with somebody else's ID, or null; `missing` is what to say when there is none. */
export function idProblem(text: string, own: string, missing: string): string | null {
  const problem = checkUserId(text)
  if (problem !== null) return problem === 'empty' ? missing : idWords(problem)
  return sameUser(text, own) ? 'That is your own ID' : null
}

/** Says why an ID cannot be called from here, or null when it can. */
export function dialWords(text: string, me: { userId: string; server: ServerStatus }): string | null {
  const problem = idProblem(text, me.userId, 'Type the ID of the person to call.')
  if (problem !== null) return problem
  return me.server === 'online' ? null : 'You are not connected yet. Try again in a moment.'
}
