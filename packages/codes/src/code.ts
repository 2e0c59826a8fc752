import { type AboutCode, readBody, writeBody } from './body.ts'
import { type FrameProblem, frame, unframe } from './frame.ts'
import type { DescriptionType } from './outline.ts'
import { readSdp } from './readSdp.ts'
import { writeSdp } from './writeSdp.ts'

/** The default age at which a code is old: its candidates may no longer be reachable. Minutes. */
const MAX_AGE_MINUTES = 10

const MINUTE = 60_000

/** A session description for a code (WebRTC §4.8.2). */
export interface CodeDescription {
  type: DescriptionType
  sdp: string
}

/** Why a code cannot be used; `old`: it is older than the allowed age. */
export type CodeProblem = FrameProblem | 'old'

/** The content of a code, or the problem with it. */
export type DecodedCode =
  | { ok: true; description: CodeDescription; about: AboutCode }
  | { ok: false; problem: CodeProblem }

/** The time to measure a code's age by, in milliseconds since the epoch, and the age at which it is old. */
export interface Age {
  now: number
  maxAgeMinutes?: number
}

/**
 * Encodes a description in few characters (`A-Z a-z 0-9 - _`): 110 for voice, and 14 or 30 more for each candidate. The
 * description must have all candidates (`iceGatheringState` `complete`) and `bundlePolicy: 'max-bundle'`.
 *
 * @throws TypeError if the description does not have the shape of Parley's new connections
 */
export function encodeCode({ type, sdp }: CodeDescription, about: AboutCode): string {
  return frame(writeBody(about, readSdp(type, sdp)))
}

/**
 * Decodes a code into a description that browsers accept. `about.pair` tells which offer it answers, or that it is
 * one's own. Never throws for any text. If two clocks differ, a code seems older or younger than it is.
 */
export function decodeCode(text: string, { now, maxAgeMinutes = MAX_AGE_MINUTES }: Age): DecodedCode {
  const body = unframe(text)
  if (typeof body === 'string') return { ok: false, problem: body }
  try {
    const { about, outline } = readBody(body)
    // Compared in whole minutes, like the code's own time, so that a code never seems older than it is.
    if (Math.floor(now / MINUTE) - about.createdAt / MINUTE > maxAgeMinutes) return { ok: false, problem: 'old' }
    return { ok: true, description: { type: outline.type, sdp: writeSdp(outline) }, about }
  } catch (cause) {
    if (cause instanceof RangeError) return { ok: false, problem: 'damaged' }
    throw cause
  }
}
