import { type AboutCode, type CodeDescription, type CodeProblem, type DecodedCode, decodeCodes } from '@parley/codes'
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
 * expected. `otherAnswer`: it answers another offer. `old`: it answers an offer of this side that is too old by now.
 */
export type PasteProblem = CodeProblem | 'own' | 'offer' | 'answer' | 'otherAnswer' | 'old'

/** The expected code: an offer whose pair is not in `own`, or the answer with this pair. */
export type Awaited = { type: 'offer'; own: ReadonlySet<string> } | { type: 'answer'; pair: string }

type Read = { ok: true; code: ReadCode } | { ok: false; problem: PasteProblem }

/**
 * Reads a pasted or scanned text. If it contains several codes, as a thread of mail does, the newest one that is awaited
 * counts; of two devices' clocks one may be wrong, and then the order is.
 */
export function readCode(text: string, awaited: Awaited): Read {
  const reads = decodeCodes(text).map((decoded) => placed(decoded, awaited))
  const newest = reads
    .flatMap((read) => (read.ok ? read : []))
    .toSorted((one, other) => other.code.about.createdAt - one.code.about.createdAt)[0]
  return newest ?? reads[0] ?? { ok: false, problem: 'notACode' }
}

function placed(decoded: DecodedCode, awaited: Awaited): Read {
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
