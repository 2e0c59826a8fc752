import type { CallStoreApi, Outbox, SignalHandler, SignalTransport } from '@parley/call'
import { type ByeReason, type CallId, type Clock, type DeviceRef, type Signal, sameDevice } from '@parley/protocol'
import { type IceServers, isRelay, type Signer } from '@parley/webrtc'
import { relayKnown } from '../state/relaySlice.ts'
import { createIceServers } from './iceServers.ts'

/** Retries stop after this time: the next `sync` reports no call. Milliseconds. */
const FORGOTTEN_MS = 60_000

/** How the two sides of a call exchange descriptions and candidates. */
export interface Signalling {
  /** Signs this device's descriptions and verifies those of the other side. */
  signer: Signer
  /** Rejects with a CallError `unavailable` if the server has never answered. */
  iceServers(): Promise<IceServers>
  /** Sends a signal to the other side. */
  send(callId: CallId, to: DeviceRef, signal: Signal): void
}

/** The signalling of all calls: by the server, or by codes that people carry. */
export interface CallSignalling {
  /** Returns the signalling of this call; the server's for null. */
  signallingOf(callId: CallId | null): Signalling
  /**
   * Calls the handler with signals from the server, except those of a call by codes. A new handler replaces the earlier
   * one. Returns the teardown.
   */
  subscribe(handler: SignalHandler): () => void
  /** Tells the server that the other side has ended the call over the connection. Does nothing for a call by codes. */
  tellEnd(callId: CallId, reason: ByeReason): void
}

/** The dependencies of `createSignalling`. */
export interface SignallingDeps {
  store: CallStoreApi
  transport: SignalTransport
  outbox: Outbox
  clock: Clock
  /** For calls by the server: knows people by their keys. */
  signer: Signer
  /** For calls by codes: knows the other side by the fingerprint in its code. */
  codes?(): Signalling
}

/** The signalling while no codes are exchanged: it refuses to sign, and no description passes verification. */
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
  /** True while this device may be the other side of the call: once one of those that ring has answered, only that one. */
  const mayBeIn = (callId: CallId, to: DeviceRef) => {
    const call = store.getState().call.current
    if (call.status === 'IDLE' || call.callId !== callId) return false
    return call.status !== 'IN_CALL' || sameDevice(call.device, to)
  }
  const iceServers = createIceServers(outbox, clock, ({ servers }) => store.dispatch(relayKnown(servers.some(isRelay))))
  // Fetched early, so that an answer does not wait for them. If this fails, the next use fetches them.
  iceServers().catch(() => undefined)
  const byServer: Signalling = {
    signer,
    iceServers,
    send: (callId, to, signal) => transport.send(callId, to, signal, () => mayBeIn(callId, to)),
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
