import {
  type CallStoreApi,
  callAnswered,
  callEnded,
  callRenewed,
  mediaLost,
  type Outbox,
  type SignalTransport,
} from '@parley/call'
import type { CallId, Clock, Signal } from '@parley/protocol'
import {
  type BrowserPorts,
  type CallSession,
  createCallSession,
  type IceServers,
  type Signer,
  type SigningContext,
} from '@parley/webrtc'
import { createIceServers } from './iceServers.ts'
import { choicesChanged } from './mediaChoices.ts'

/** An end that could not be told in this time need not be: the next `sync` says that the device is in no call. Milliseconds. */
const FORGOTTEN_MS = 60_000

/** What a call by codes has in the place of the signalling server. */
export interface HandSignalling {
  /** Knows the other side by the fingerprint in its code. */
  signer: Signer
  iceServers(): Promise<IceServers>
  /** Takes this side's first description and its candidates; nobody carries more. */
  send(callId: CallId, signal: Signal): void
}

export interface ConnectSessionOptions {
  store: CallStoreApi
  transport: SignalTransport
  outbox: Outbox
  clock: Clock
  /** Signs this device's descriptions and verifies those of the other side. */
  signer: Signer
  byHand: HandSignalling
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
  signer,
  byHand,
  browser,
}: ConnectSessionOptions): ConnectedSession {
  const isCurrent = (callId: string) => {
    const call = store.getState().call.current
    return call.status !== 'IDLE' && call.callId === callId
  }
  const isByHand = (callId: CallId) => {
    const call = store.getState().call.current
    return call.status !== 'IDLE' && call.kind === 'code' && call.callId === callId
  }
  const signerOf = ({ callId }: SigningContext) => (isByHand(callId) ? byHand.signer : signer)
  const iceServers = createIceServers(outbox, clock)
  // Asked before they are needed: an answer should not wait for them. They are asked for again then.
  iceServers().catch(() => undefined)
  const session = createCallSession({
    ...browser,
    clock,
    signer: {
      sign: (context, description) => signerOf(context).sign(context, description),
      verify: (context, description, seal) => signerOf(context).verify(context, description, seal),
    },
    iceServers: () => {
      const call = store.getState().call.current
      return call.status !== 'IDLE' && isByHand(call.callId) ? byHand.iceServers() : iceServers()
    },
    send: (callId, to, signal) => {
      if (isByHand(callId)) byHand.send(callId, signal)
      else transport.send(callId, to, signal, () => isCurrent(callId))
    },
    peerLeft: (callId, reason) => {
      // The other side may have no server to tell it to, and this one would be busy for everybody until it has. First of
      // all: whoever asks the server something without the call before that has lost it, for all the server knows.
      const since = clock.now()
      if (!isByHand(callId)) {
        void outbox.deliver('endCall', { callId, reason }, () => clock.now() - since < FORGOTTEN_MS)
      }
      store.dispatch(callEnded({ callId, reason }))
    },
    mediaLost: (callId, reason) => void store.dispatch(mediaLost({ callId, reason })),
    accepted: (callId, device) => {
      const call = store.getState().call.current
      if (call.status === 'OUTGOING' && call.callId === callId)
        store.dispatch(callAnswered({ callId, device, media: call.media }))
    },
    renewed: (callId, attempt) => void store.dispatch(callRenewed({ callId, attempt })),
    screenEnded: () => {
      const call = store.getState().call.current
      if (call.status === 'IN_CALL') store.dispatch(choicesChanged({ callId: call.callId, screen: false }))
    },
  })
  const unsubscribe = transport.subscribe((callId, from, signal) => {
    // A server has no say in a call by codes.
    if (!isByHand(callId)) session.receive(callId, from, signal)
  })
  return {
    session,
    close: () => {
      unsubscribe()
      session.close()
    },
  }
}
