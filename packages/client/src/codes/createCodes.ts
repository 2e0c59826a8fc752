import type { CallSession } from '@parley/webrtc'
import type { CallParts } from '../calls/createCalls.ts'
import type { ClientParts } from '../parts.ts'
import { type CodeSide, type CreateSide, createCodeSide } from './codeSide.ts'
import { createMainSide } from './mainSide.ts'
import { createStunServers } from './stunServers.ts'
import { createTryOutSide, type TryOutSide } from './tryOutSide.ts'

/** Calls without a server: two people carry each other's code by whatever way they have. */
export interface Codes {
  /** The side that is this device's one call. */
  readonly side: CodeSide
  /** The session that serves it. */
  readonly session: CallSession
  /** One of two sides on one page, to see that it works; with a session of its own. */
  createTryOut(): TryOutSide
}

const randomBytes = (count: number): Uint8Array => crypto.getRandomValues(new Uint8Array(count))

/** @returns codes, and what closes them */
export function createCodes(parts: ClientParts, callParts: CallParts): { codes: Codes; close(): void } {
  const { clock, server, local, store, startListening } = parts
  const { calls, desk, ports } = callParts
  const createSide: CreateSide = (driven) =>
    createCodeSide({
      ...driven,
      clock,
      iceServers: createStunServers({ server, local }),
      random: randomBytes,
      randomId: ports.media.randomId,
    })
  const side = createMainSide({ store, startListening, session: calls.session, createSide })
  desk.take(side.signalling)
  const codes: Codes = {
    side,
    session: calls.session,
    createTryOut: () => createTryOutSide({ clock, browser: ports.media, createSide }),
  }
  return { codes, close: side.close }
}
