import { type AboutCode, type CodeDescription, type CodeProblem, decodeCode } from '@parley/codes'
import { fingerprintOf } from '@parley/identity'

/** A code that was pasted, read and found good. */
export interface ReadCode {
  description: CodeDescription
  about: AboutCode
  /** Of the certificate that whoever made it will show. */
  fingerprint: string
}

/**
 * Why a pasted text is of no use here. `own`: made by this very side. `offer`, `answer`: it is one, where the other kind
 * is waited for. `otherAnswer`: it answers another code than the one made here.
 */
export type PasteProblem = CodeProblem | 'own' | 'offer' | 'answer' | 'otherAnswer'

/** What is waited for: an offer that is not one of these own ones, or the answer to this one. */
export type Awaited = { type: 'offer'; own: ReadonlySet<string> } | { type: 'answer'; pair: string }

/** An address that opens this page with a code behind its `#` is as good as the code. */
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
