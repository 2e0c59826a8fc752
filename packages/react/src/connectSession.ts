import { type CallStoreApi, mediaLost, type Outbox, type SignalTransport } from '@parley/call'
import type { Clock } from '@parley/protocol'
import { type CallSession, createCallSession, type SessionPorts } from '@parley/webrtc'
import { createIceServers } from './iceServers.ts'
import { choicesChanged } from './mediaChoices.ts'

export interface ConnectSessionOptions {
  store: CallStoreApi
  transport: SignalTransport
  outbox: Outbox
  clock: Clock
  /** The browser, or its fake. */
  browser: Pick<SessionPorts, 'media' | 'createPeerConnection' | 'randomId'>
}

export interface ConnectedSession {
  session: CallSession
  close(): void
}

/** A session whose signals go over the transport and whose losses become actions. `close()` ends both. */
export function connectSession({ store, transport, outbox, clock, browser }: ConnectSessionOptions): ConnectedSession {
  const isCurrent = (callId: string) => {
    const call = store.getState().call.current
    return call.status === 'IN_CALL' && call.callId === callId
  }
  const iceServers = createIceServers(outbox, clock)
  // Asked before they are needed: an answer should not wait for them.
  void iceServers()
  const session = createCallSession({
    ...browser,
    clock,
    iceServers,
    send: (callId, to, signal) => transport.send(callId, to, signal, () => isCurrent(callId)),
    mediaLost: (callId, reason) => void store.dispatch(mediaLost({ callId, reason })),
    screenEnded: () => {
      const call = store.getState().call.current
      if (call.status === 'IN_CALL') store.dispatch(choicesChanged({ callId: call.callId, screen: false }))
    },
  })
  const unsubscribe = transport.subscribe(session.receive)
  return {
    session,
    close: () => {
      unsubscribe()
      session.close()
    },
  }
}
