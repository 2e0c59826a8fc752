import { type AboutCode, type CodeDescription, type CodeProblem, decodeCode } from '@parley/codes'
import { fingerprintOf } from '@parley/identity'

/** A pasted code that can be used here. */
export interface ReadCode {
  description: CodeDescription
  about: AboutCode
  /** The fingerprint of the certificate that the code's author will use. */
  fingerprint: string
}

/**
 * Why a pasted text cannot be used here. `own`: this side made it. `offer`, `answer`: it is one, and the other kind is
 * expected. `otherAnswer`: it answers another offer.
 */
export type PasteProblem = CodeProblem | 'own' | 'offer' | 'answer' | 'otherAnswer'

/** The expected code: an offer whose pair is not in `own`, or the answer with this pair. */
export type Awaited = { type: 'offer'; own: ReadonlySet<string> } | { type: 'answer'; pair: string }

/** Takes the code out of an address that ends with `#code=` and the code. */
const bare = (text: string): string => text.slice(text.lastIndexOf('#') + 1).replace(/^code=/, '')

/** Reads a pasted or scanned text. `now`: milliseconds since the epoch. */
export function readCode(
  text: string,
  awaited: Awaited,
  now: number,
): { ok: true; code: ReadCode } | { ok: false; problem: PasteProblem } {
  const decoded = decodeCode(bare(text), { now })
  if (!decoded.ok) return decoded
  const { description, about } = decoded
  const problem = misplaced(description.type, about.pair, awaited)
  if (problem) return { ok: false, problem }
  const fingerprint = fingerprintOf(description.sdp)
  return fingerprint ? { ok: true, code: { description, about, fingerprint } } : { ok: false, problem: 'damaged' }
}

function misplaced(type: 'offer' | 'answer', pair: string, awaited: Awaited): PasteProblem | null {
  if (awaited.type === 'offer') {
    if (type === 'answer') return 'answer'
    return awaited.own.has(pair) ? 'own' : null
  }
  if (type === 'offer') return pair === awaited.pair ? 'own' : 'offer'
  return pair === awaited.pair ? null : 'otherAnswer'
}
