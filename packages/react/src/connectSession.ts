import { type CallStoreApi, callEnded, callRenewed, mediaLost, type Outbox, type SignalTransport } from '@parley/call'
import type { Clock } from '@parley/protocol'
import { type BrowserPorts, type CallSession, createCallSession, type Guard } from '@parley/webrtc'
import { createIceServers } from './iceServers.ts'
import { choicesChanged } from './mediaChoices.ts'

/** An end that could not be told in this time need not be: the next `sync` says that the device is in no call. Milliseconds. */
const FORGOTTEN_MS = 60_000

export interface ConnectSessionOptions {
  store: CallStoreApi
  transport: SignalTransport
  outbox: Outbox
  clock: Clock
  /** Vouches for this device, and judges who it talks to. */
  guard: Guard
  /** The browser, or its fake. */
  browser: BrowserPorts
}

export interface ConnectedSession {
  session: CallSession
  close(): void
}

/** A session whose signals go over the transport and whose losses become actions. `close()` ends both. */
export function connectSession({
  store,
  transport,
  outbox,
  clock,
  guard,
  browser,
}: ConnectSessionOptions): ConnectedSession {
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
    guard,
    iceServers,
    send: (callId, to, signal) => transport.send(callId, to, signal, () => isCurrent(callId)),
    peerLeft: (callId, reason) => {
      // The other side may have no server to tell it to, and this one would be busy for everybody until it has. First of
      // all: whoever asks the server something without the call before that has lost it, for all the server knows.
      const since = clock.now()
      void outbox.deliver('endCall', { callId, reason }, () => clock.now() - since < FORGOTTEN_MS)
      store.dispatch(callEnded({ callId, reason }))
    },
    mediaLost: (callId, reason) => void store.dispatch(mediaLost({ callId, reason })),
    renewed: (callId, attempt) => void store.dispatch(callRenewed({ callId, attempt })),
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
