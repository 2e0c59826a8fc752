import { callAnswered, callEnded, callRenewed, mediaConnected, mediaLost } from '@parley/call'
import { type BrowserPorts, type CallSession, createCallSession } from '@parley/webrtc'
import { choicesChanged } from '../state/mediaChoices.ts'
import { createSignalling, type SignallingDeps } from './signalling.ts'

/** The browser, the store and the signalling that a session is connected to. */
export interface ConnectSessionOptions extends SignallingDeps {
  /** The browser's ports, or fakes. */
  browser: BrowserPorts
}

/** A session that is connected to the store. */
export interface ConnectedSession {
  session: CallSession
  /** Closes the session, and stops receiving signals. */
  close(): void
}

/** Creates a session. Its signals go by the server, or by codes in a call by codes; its events become actions. */
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
      // Tell the server first. The other side may have no server, and this user is busy until the server knows. If
      // another request of a device without a call came earlier, the server would end the call as lost.
      tellEnd(callId, reason)
      store.dispatch(callEnded({ callId, reason }))
    },
    mediaLost: (callId, reason, because) =>
      void store.dispatch(mediaLost({ callId, reason, ...(because === 'flooded' && { flooded: true }) })),
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
  /** Notes that the two have reached each other, which the history asks for. */
  function noteConnected(): void {
    const call = current()
    if (call.status !== 'IN_CALL' || call.connected || session.getSnapshot().connection !== 'connected') return
    store.dispatch(mediaConnected({ callId: call.callId }))
  }
  const stopNoting = session.subscribe(noteConnected)
  const unsubscribe = subscribe(session.receive)
  return {
    session,
    close: () => {
      stopNoting()
      unsubscribe()
      session.close()
    },
  }
}
