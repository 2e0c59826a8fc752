import type { UserIdProblem } from '@parley/protocol'

/** Everything that can be wrong with going online as an ID: with the text itself, or with the way to the server. */
export type IdProblem = UserIdProblem | 'taken' | 'outdated' | 'unreachable' | 'failed'

/** Says what is wrong with an ID and what to do about it. */
export function idWords(problem: IdProblem): string {
  switch (problem) {
    case 'empty':
      return 'Type an ID first.'
    case 'characters':
      return 'Use letters a–z, digits, dots, dashes and underscores only.'
    case 'short':
      return 'An ID has at least 3 characters.'
    case 'long':
      return 'An ID has at most 32 characters.'
    case 'taken':
      return 'This ID is taken by somebody else. Try another one.'
    case 'outdated':
      return 'Parley has been updated. Reload this page to go on.'
    case 'unreachable':
      return 'The server cannot be reached. Check your connection and try again.'
    case 'failed':
      return 'That did not work. Please try again.'
  }
}
