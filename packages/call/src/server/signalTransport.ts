import {
  type CallId,
  type Clock,
  type DeviceRef,
  type Listenable,
  type ListenReports,
  limits,
  listen,
  type Signal,
  serverEvents,
} from '@parley/protocol'
import { createLater } from './later.ts'
import type { Outbox } from './outbox.ts'

/** Signals buffered until there is a listener: an offer can come while the engine's code is still being loaded. */
const MAX_BUFFERED = 32

/** Retry delay while the other device is not connected, or the server has not adopted the call yet. Milliseconds. */
const RETRY_MS = 500

export type SignalHandler = (callId: CallId, from: DeviceRef, signal: Signal) => void

/**
 * The signal plane over the socket: carries signals to and from the other device, unread. Each arrives at least once
 * while its call lasts; after a failure a later one may arrive before it.
 */
export interface SignalTransport {
  /** @param keep false once the signal's call is over: it is then not worth repeating */
  send(callId: CallId, to: DeviceRef, signal: Signal, keep: () => boolean): void
  /** One listener at a time; it first gets what came before it. Returns the teardown. */
  subscribe(handler: SignalHandler): () => void
  close(): void
}

export interface SignalTransportOptions {
  socket: Listenable
  outbox: Outbox
  clock: Clock
  reports?: ListenReports
}

export function createSignalTransport({ socket, outbox, clock, reports }: SignalTransportOptions): SignalTransport {
  let handler: SignalHandler | null = null
  let buffered: Parameters<SignalHandler>[] = []
  const later = createLater(clock)
  const { signal } = serverEvents
  const stop = listen(
    socket,
    { signal },
    {
      signal: ({ callId, from, signal }) => {
        if (handler) handler(callId, from, signal)
        else buffered = [...buffered, [callId, from, signal] satisfies Parameters<SignalHandler>].slice(-MAX_BUFFERED)
      },
    },
    reports,
  )

  /** @param since when it was first tried, on the clock */
  async function send(
    since: number,
    ...[callId, to, signal, keep]: Parameters<SignalTransport['send']>
  ): Promise<void> {
    const ack = await outbox.deliver('signal', { callId, to, signal }, keep)
    if (!ack || ack.ok) return
    // A restarted server adopts the call only at the next `sync`, so `notInCall` may pass. The retries stop when the
    // peers would give up too; the end of a call comes by its own events.
    const notAdoptedYet = ack.error === 'notInCall' && clock.now() - since < limits.MEDIA_LOSS_MS
    if (ack.error !== 'unavailable' && !notAdoptedYet) return
    later.run(() => (keep() ? send(since, callId, to, signal, keep) : undefined), RETRY_MS)
  }

  return {
    send: (...args) => {
      const since = clock.now()
      // After the requests of the same task: the server should hear that a call is answered before it carries the offer.
      void Promise.resolve().then(() => send(since, ...args))
    },
    subscribe: (next) => {
      handler = next
      for (const early of buffered.splice(0)) next(...early)
      return () => {
        if (handler === next) handler = null
      }
    },
    close: () => {
      stop()
      later.close()
    },
  }
}
