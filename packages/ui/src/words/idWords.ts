import type { UserIdProblem } from '@parley/protocol'

/** Everything that can be wrong with going online as an ID: with the text itself, with the proof, or with the way to the server. */
export type IdProblem =
  | UserIdProblem
  | 'taken'
  | 'deviceRemoved'
  | 'proofWrong'
  | 'proofOld'
  | 'proofReplayed'
  | 'proofForeign'
  | 'tooMany'
  | 'insecure'
  | 'outdated'
  | 'unreachable'
  | 'failed'

/** Says what is wrong with an ID and what to do about it; `userId` names it where the sentence needs it. */
export function idWords(problem: IdProblem, userId = 'this ID'): string {
  switch (problem) {
    case 'empty':
      return 'Type an ID first.'
    case 'characters':
      return 'Use letters a–z, digits, dots, dashes and underscores only.'
    case 'short':
      return 'An ID has at least 3 characters.'
    case 'long':
      return 'An ID has at most 32 characters.'
    case 'reserved':
      return 'An ID cannot begin with “guest.”.'
    case 'dot':
      return 'An ID cannot end in a dot: links would lose it.'
    case 'taken':
      return 'This ID is taken by somebody else. Try another one.'
    case 'deviceRemoved':
      return `This browser was removed from ${userId}. Add it again from a browser that is still in, or choose another ID.`
    case 'proofWrong':
      return 'This browser could not prove that the ID is yours. Let it store data for this page, reload and try again.'
    case 'proofOld':
      return 'Your computer’s clock seems to be wrong. Set it right, then try again.'
    case 'proofForeign':
      return 'The server does not know the address of this page. Open Parley at its own address.'
    case 'insecure':
      return 'Parley needs a secure page, or the browser gives it no keys and no camera: open it with https:// or on localhost.'
    case 'tooMany':
      return 'Too many tries from your network. Wait a minute, then try again.'
    case 'outdated':
      return 'Parley has been updated. Reload this page to go on.'
    case 'unreachable':
      return 'The server cannot be reached. Check your connection and try again.'
    case 'proofReplayed':
    case 'failed':
      return 'That did not work. Please try again.'
  }
}
