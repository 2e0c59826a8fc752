import type { StandingView } from '../types/call.ts'

/** The warning about a caller's identity before the answer; null without a reason to warn. */
export function callerWarning(standing: StandingView, caller: string): { tone: 'warn' | 'end'; text: string } | null {
  switch (standing) {
    case 'changed':
      return {
        tone: 'warn',
        text:
          `${caller}’s identity has changed since you last talked. ${changedWords(caller)} ` +
          'If you accept, the new identity is trusted from now on.',
      }
    case 'forged':
    case 'removed':
      return { tone: 'end', text: `This caller could not prove to be ${caller}.` }
    case 'checking':
    case 'new':
    case 'known':
    case 'verified':
      return null
  }
}

/** Says what it may mean that somebody's identity is another one than before. */
export function changedWords(peer: string): string {
  return `It may be a new browser after a loss, or somebody pretending to be ${peer}.`
}
