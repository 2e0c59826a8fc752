import { checkUserId } from '@parley/protocol'
import { type IdProblem, idWords } from '../words/idWords.ts'

/** The state of knowledge about whether the typed ID is available. */
export type Availability = 'unknown' | 'checking' | 'free' | 'taken'

/** A sentence under the field: a problem interrupts, a hint does not. */
export type FieldNote = { tone: 'problem' | 'good' | 'quiet'; text: string }

export type WelcomeFacts = {
  text: string
  /** Whether the person has had their say: left the field, or pressed the button. */
  done: boolean
  /** The server's answer about this very text, or the failure to reach it. */
  problem: IdProblem | null
  availability: Availability
}

/** Decides what to say under the ID field. While somebody types, only what more typing cannot mend is a problem. */
export function welcomeNote({ text, done, problem, availability }: WelcomeFacts): FieldNote {
  const local = checkUserId(text)
  const mendable = local === 'empty' || local === 'short' || local === 'dot'
  if (local !== null && (done || !mendable)) return { tone: 'problem', text: idWords(local) }
  if (problem !== null) return { tone: 'problem', text: idWords(problem, text) }
  if (local === null && availability === 'taken') return { tone: 'problem', text: idWords('taken') }
  if (local === null && availability === 'free') return { tone: 'good', text: `${text} is free` }
  if (local === null && availability === 'checking') return { tone: 'quiet', text: `Looking whether ${text} is free…` }
  return { tone: 'quiet', text: '3 to 32 letters, digits, dots, dashes or underscores' }
}
