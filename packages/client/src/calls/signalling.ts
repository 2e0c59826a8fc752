import type { CallStoreApi, Outbox, SignalHandler, SignalTransport } from '@parley/call'
import type { ByeReason, CallId, Clock, DeviceRef, Signal } from '@parley/protocol'
import type { IceServers, Signer } from '@parley/webrtc'
import { createIceServers } from './iceServers.ts'

/** An end that could not be told in this time need not be: the next `sync` says that the device is in no call. Milliseconds. */
const FORGOTTEN_MS = 60_000

/** How the two sides of one call find each other. */
export interface Signalling {
  /** Signs this device's descriptions and verifies those of the other side. */
  signer: Signer
  /** Rejects if nobody says. */
  iceServers(): Promise<IceServers>
  /** Takes a signal to the other side. */
  send(callId: CallId, to: DeviceRef, signal: Signal): void
}

/** The signalling of every call: by the server, or by codes that people carry. */
export interface CallSignalling {
  /** That of this call; without a call that of the server. */
  signallingOf(callId: CallId | null): Signalling
  /** One listener at a time gets the signals that come by the server, which has no say in a call by codes. Returns the teardown. */
  subscribe(handler: SignalHandler): () => void
  /** The other side has ended the call over the connection itself; a server that knows of the call is told. */
  tellEnd(callId: CallId, reason: ByeReason): void
}

/** What the signalling of calls is made of. */
export interface SignallingDeps {
  store: CallStoreApi
  transport: SignalTransport
  outbox: Outbox
  clock: Clock
  /** Knows people by their keys. */
  signer: Signer
  /** The signalling of the codes that are exchanged now, which know the other side by the fingerprint in its code. */
  codes?(): Signalling
}

/** Signs for nobody and lets nobody in. */
export const NO_CODES: Signalling = {
  signer: { sign: () => Promise.reject(new Error('nobody exchanges codes')), verify: async () => false },
  iceServers: async () => ({ servers: [], renewAt: null }),
  send: () => {},
}

export function createSignalling({
  store,
  transport,
  outbox,
  clock,
  signer,
  codes = () => NO_CODES,
}: SignallingDeps): CallSignalling {
  const isCurrent = (callId: CallId) => {
    const call = store.getState().call.current
    return call.status !== 'IDLE' && call.callId === callId
  }
  const iceServers = createIceServers(outbox, clock)
  // Asked before they are needed: an answer should not wait for them. They are asked for again then.
  iceServers().catch(() => undefined)
  const byServer: Signalling = {
    signer,
    iceServers,
    send: (callId, to, signal) => transport.send(callId, to, signal, () => isCurrent(callId)),
  }

  function signallingOf(callId: CallId | null): Signalling {
    const call = store.getState().call.current
    return call.status !== 'IDLE' && call.kind === 'code' && call.callId === callId ? codes() : byServer
  }

  return {
    signallingOf,
    subscribe: (handler) =>
      transport.subscribe((callId, from, signal) => {
        if (signallingOf(callId) === byServer) handler(callId, from, signal)
      }),
    tellEnd(callId, reason) {
      if (signallingOf(callId) !== byServer) return
      const since = clock.now()
      void outbox.deliver('endCall', { callId, reason }, () => clock.now() - since < FORGOTTEN_MS)
    },
  }
}
