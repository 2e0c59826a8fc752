import { type AboutCode, readBody, writeBody } from './body.ts'
import { type FrameProblem, frame, unframe } from './frame.ts'
import type { DescriptionType } from './outline.ts'
import { readSdp } from './readSdp.ts'
import { writeSdp } from './writeSdp.ts'

/** A code older than this is old, if nothing else is said: the ways to a device that it names may be closed by then. */
const MAX_AGE_MINUTES = 10

const MINUTE = 60_000

/** A session description that a code can carry (WebRTC §4.8.2). */
export interface CodeDescription {
  type: DescriptionType
  sdp: string
}

/** `cut`: its end is missing. `damaged`: some character is wrong. `version`: of another version of Parley. */
export type CodeProblem = FrameProblem | 'old'

export type DecodedCode =
  | { ok: true; description: CodeDescription; about: AboutCode }
  | { ok: false; problem: CodeProblem }

/** Against what a code's age is measured: the time in milliseconds since 1970. */
export interface Age {
  now: number
  maxAgeMinutes?: number
}

/**
 * A description in as few characters as go (`A-Z a-z 0-9 - _`, 110 for voice, and 14 or 30 more for each candidate). All candidates must be in it:
 * it is to be made when `iceGatheringState` is `complete`, on a connection with `bundlePolicy: 'max-bundle'`.
 *
 * @throws TypeError if it is not of the shape that a new connection of Parley's has
 */
export function encodeCode({ type, sdp }: CodeDescription, about: AboutCode): string {
  return frame(writeBody(about, readSdp(type, sdp)))
}

/**
 * What a code says, as a description that a browser takes. Whose offer it answers, or whether it is one's own, shows in
 * `about.pair`. Never throws, whatever the text is; two clocks that disagree make a code older or younger than it is.
 */
export function decodeCode(text: string, { now, maxAgeMinutes = MAX_AGE_MINUTES }: Age): DecodedCode {
  const body = unframe(text)
  if (typeof body === 'string') return { ok: false, problem: body }
  try {
    const { about, outline } = readBody(body)
    // By the minute, as a code has it: it is never older than it really is.
    if (Math.floor(now / MINUTE) - about.createdAt / MINUTE > maxAgeMinutes) return { ok: false, problem: 'old' }
    return { ok: true, description: { type: outline.type, sdp: writeSdp(outline) }, about }
  } catch (cause) {
    if (cause instanceof RangeError) return { ok: false, problem: 'damaged' }
    throw cause
  }
}
