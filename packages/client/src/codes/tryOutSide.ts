import { browserPorts, type CallSession, createCallSession, type LocalWish } from '@parley/webrtc'
import type { App } from '../createClient.ts'
import type { CodeSide } from './codeSide.ts'
import { codeSideOf } from './mainSide.ts'

/** Voice alone: it is about whether the two find each other. */
const WISH: LocalWish = {
  ...{ microphone: true, camera: false, muted: false, screen: false },
  ...{ microphoneId: null, cameraId: null, lessData: false, insistOnVideo: false },
}

/** One of two sides on one page, with a session of its own; the app and its calls know nothing of it. */
export interface TryOutSide {
  side: CodeSide
  session: CallSession
  close(): void
}

export function createTryOutSide(app: App): TryOutSide {
  const signalling = (): CodeSide['signalling'] => side.signalling
  const session = createCallSession({
    ...browserPorts(),
    clock: app.clock,
    signer: {
      sign: (...asked) => signalling().signer.sign(...asked),
      verify: (...asked) => signalling().signer.verify(...asked),
    },
    iceServers: () => signalling().iceServers(),
    send: (callId, _to, signal) => signalling().send(callId, signal),
    mediaLost: (callId) => over(callId),
    peerLeft: (callId) => over(callId),
    renewed: () => {},
    screenEnded: () => {},
  })
  function over(callId: string): void {
    session.sync({ kind: 'released' })
    side.ended(callId)
  }
  const side: CodeSide = codeSideOf(app, {
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
