import { callAnswered, callEnded, callRenewed, mediaLost } from '@parley/call'
import { type BrowserPorts, type CallSession, createCallSession } from '@parley/webrtc'
import { choicesChanged } from '../state/mediaChoices.ts'
import { createSignalling, type SignallingDeps } from './signalling.ts'

/** What a session is joined to. */
export interface ConnectSessionOptions extends SignallingDeps {
  /** The browser, or its fake. */
  browser: BrowserPorts
}

/** A session and what joins it to the store. */
export interface ConnectedSession {
  session: CallSession
  /** Ends both. */
  close(): void
}

/** A session whose signals go where its call's do, and whose losses become actions. */
export function connectSession({ browser, ...deps }: ConnectSessionOptions): ConnectedSession {
  const { store, clock } = deps
  const { signallingOf, subscribe, tellEnd } = createSignalling(deps)
  const current = () => store.getState().call.current
  const session = createCallSession({
    ...browser,
    clock,
    signer: {
      sign: (context, description) => signallingOf(context.callId).signer.sign(context, description),
      verify: (context, description, seal) => signallingOf(context.callId).signer.verify(context, description, seal),
    },
    iceServers: () => {
      const call = current()
      return signallingOf(call.status === 'IDLE' ? null : call.callId).iceServers()
    },
    send: (callId, to, signal) => signallingOf(callId).send(callId, to, signal),
    peerLeft: (callId, reason) => {
      // The other side may have no server to tell it to, and this one would be busy for everybody until it has. First of
      // all: whoever asks the server something without the call before that has lost it, for all the server knows.
      tellEnd(callId, reason)
      store.dispatch(callEnded({ callId, reason }))
    },
    mediaLost: (callId, reason) => void store.dispatch(mediaLost({ callId, reason })),
    accepted: (callId, device) => {
      const call = current()
      if (call.status === 'OUTGOING' && call.callId === callId)
        store.dispatch(callAnswered({ callId, device, media: call.media }))
    },
    renewed: (callId, attempt) => void store.dispatch(callRenewed({ callId, attempt })),
    screenEnded: () => {
      const call = current()
      if (call.status === 'IN_CALL') store.dispatch(choicesChanged({ callId: call.callId, screen: false }))
    },
  })
  const unsubscribe = subscribe(session.receive)
  return {
    session,
    close: () => {
      unsubscribe()
      session.close()
    },
  }
}
