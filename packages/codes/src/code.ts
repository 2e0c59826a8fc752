import { type AboutCode, readBody, writeBody } from './body.ts'
import { type FrameProblem, frame, unframe } from './frame.ts'
import type { DescriptionType } from './outline.ts'
import { readSdp } from './readSdp.ts'
import { writeSdp } from './writeSdp.ts'

/** A session description for a code (WebRTC §4.8.2). */
export interface CodeDescription {
  type: DescriptionType
  sdp: string
}

/** Why a code cannot be used. */
export type CodeProblem = FrameProblem

/** The content of a code, or the problem with it. */
export type DecodedCode =
  | { ok: true; description: CodeDescription; about: AboutCode }
  | { ok: false; problem: CodeProblem }

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
 * Decodes the codes in a text into descriptions that browsers accept. `about.pair` tells which offer one answers, or that
 * it is one's own. Returns at least one; if there is none, the problem. Never throws for any text, in bounded time. No
 * code is refused for its age: without the internet two devices' clocks may be any time apart, so only the maker of an
 * offer knows how old it is.
 */
export function decodeCodes(text: string): DecodedCode[] {
  const bodies = unframe(text)
  return typeof bodies === 'string' ? [{ ok: false, problem: bodies }] : bodies.map(decodeBody)
}

/** Decodes the first code in a text; see `decodeCodes`. */
export const decodeCode = (text: string): DecodedCode => decodeCodes(text)[0] ?? { ok: false, problem: 'notACode' }

function decodeBody(body: Uint8Array): DecodedCode {
  try {
    const { about, outline } = readBody(body)
    return { ok: true, description: { type: outline.type, sdp: writeSdp(outline) }, about }
  } catch (cause) {
    if (cause instanceof RangeError) return { ok: false, problem: 'damaged' }
    throw cause
  }
}
