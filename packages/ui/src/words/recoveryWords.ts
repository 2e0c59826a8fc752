import type { RecoverProblem } from '../types/settings.ts'
import { idWords } from './idWords.ts'

/** A thief of the file can try passphrases as fast as a computer allows: a short one protects nothing. */
const shortestPassphrase = 10

/** Says what is wrong with a new passphrase, or null; it is typed twice because nobody can reset it. */
export function passphraseWords(passphrase: string, again: string): string | null {
  if ([...passphrase].length < shortestPassphrase) return `Use at least ${shortestPassphrase} characters.`
  return passphrase === again ? null : 'The two are not the same. Type it once more.'
}

/** Says why an ID was not recovered, and what to do about it. */
export function recoverWords(problem: RecoverProblem): string {
  switch (problem) {
    case 'notAFile':
      return 'This is not a recovery file of Parley. Choose another one.'
    case 'wrongPassphrase':
      return 'That is not the passphrase of this file. Try again.'
    case 'removed':
      return 'This recovery file was removed from its ID and works no more.'
    case 'unreachable':
    case 'failed':
      return idWords(problem)
  }
}
