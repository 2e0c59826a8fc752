import type { Clock } from '@parley/protocol'
import { type BrowserPorts, type CallSession, createCallSession, type LocalWish } from '@parley/webrtc'
import type { CodeSide, CreateSide } from './codeSide.ts'

/** Voice only: a try-out shows whether the two sides connect. */
const WISH: LocalWish = {
  ...{ microphone: true, camera: false, muted: false, screen: false },
  ...{ microphoneId: null, cameraId: null, lessData: false, insistOnVideo: false },
}

/** One of two sides on the same page, with its own session. Its calls are not in the store. */
export interface TryOutSide {
  side: CodeSide
  session: CallSession
  close(): void
}

interface Deps {
  clock: Clock
  browser: BrowserPorts
  createSide: CreateSide
}

export function createTryOutSide({ clock, browser, createSide }: Deps): TryOutSide {
  const signalling = (): CodeSide['signalling'] => side.signalling
  const session = createCallSession({
    ...browser,
    clock,
    signer: {
      sign: (...asked) => signalling().signer.sign(...asked),
      verify: (...asked) => signalling().signer.verify(...asked),
    },
    iceServers: () => signalling().iceServers(),
    send: (...sent) => signalling().send(...sent),
    mediaLost: (callId) => over(callId),
    peerLeft: (callId) => over(callId),
    renewed: () => {},
    screenEnded: () => {},
  })
  function over(callId: string): void {
    session.sync({ kind: 'released' })
    side.ended(callId)
  }
  const side: CodeSide = createSide({
    name: () => null,
    driver: {
      session,
      begin({ callId, device: remote, role }) {
        session.sync({ kind: 'connected', callId, remote, role, attempt: 0, byHand: true, local: WISH })
        return true
      },
      connected: () => {},
      end: () => session.sync({ kind: 'released' }),
    },
  })
  return {
    side,
    session,
    close: () => {
      side.close()
      session.close()
    },
  }
}
