import { type CallId, type DeviceRef, type Listenable, listen, type Signal, serverEvents } from '@parley/protocol'
import type { Outbox } from './outbox.ts'

/** Signals kept until somebody listens: an offer can come while the engine's code is still being loaded. */
const KEPT = 32

export type SignalHandler = (callId: CallId, from: DeviceRef, signal: Signal) => void

/** The signal plane over the socket: carries signals to and from the other device, unread. */
export interface SignalTransport {
  /** @param keep false once the signal's call is over: it is then not worth repeating */
  send(callId: CallId, to: DeviceRef, signal: Signal, keep: () => boolean): void
  /** One listener at a time; it first gets what came before it. Returns the teardown. */
  subscribe(handler: SignalHandler): () => void
  close(): void
}

export function createSignalTransport(socket: Listenable, outbox: Outbox): SignalTransport {
  let handler: SignalHandler | null = null
  let kept: Parameters<SignalHandler>[] = []
  const { signal } = serverEvents
  const stop = listen(
    socket,
    { signal },
    {
      signal: ({ callId, from, signal }) => {
        if (handler) handler(callId, from, signal)
        else kept = [...kept, [callId, from, signal] satisfies Parameters<SignalHandler>].slice(-KEPT)
      },
    },
  )
  return {
    send: (callId, to, signal, keep) => {
      // A refusal means that the call is over, which the call's own events tell; there is nobody to tell it here.
      void outbox.deliver('signal', { callId, to, signal }, keep)
    },
    subscribe: (next) => {
      handler = next
      for (const early of kept.splice(0)) next(...early)
      return () => {
        if (handler === next) handler = null
      }
    },
    close: stop,
  }
}
