import type { CallSession } from '@parley/webrtc'
import type { CallParts } from '../calls/createCalls.ts'
import type { ClientParts } from '../parts.ts'
import { type CodeSide, type CreateSide, createCodeSide } from './codeSide.ts'
import { createMainSide } from './mainSide.ts'
import { createStunServers } from './stunServers.ts'
import { createTryOutSide, type TryOutSide } from './tryOutSide.ts'

/** Calls without a server: two people send each other codes by any means they have. */
export interface Codes {
  /** The side whose calls are this client's calls. */
  readonly side: CodeSide
  /** The session of this side. */
  readonly session: CallSession
  /** Creates one of two sides on the same page, to try calls by codes. It has its own session. */
  createTryOut(): TryOutSide
}

const randomBytes = (count: number): Uint8Array => crypto.getRandomValues(new Uint8Array(count))

/** Creates calls by codes. `close` ends such a call. */
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
