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
import type { Outbox } from './outbox.ts'

/** Signals kept until somebody listens: an offer can come while the engine's code is still being loaded. */
const KEPT = 32

/** A device that is away for a moment is tried again after this time. Milliseconds. */
const AGAIN_MS = 500

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
  let kept: Parameters<SignalHandler>[] = []
  const waiting = new Set<() => void>()
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
    reports,
  )

  /** @param since when it was first tried, on the clock */
  async function send(
    since: number,
    ...[callId, to, signal, keep]: Parameters<SignalTransport['send']>
  ): Promise<void> {
    const ack = await outbox.deliver('signal', { callId, to, signal }, keep)
    if (!ack || ack.ok) return
    // A server that was restarted takes the call up only after this, at the next `sync`. For as long as media is waited
    // for it may; a call that is over is told so by its own events.
    const untaken = ack.error === 'notInCall' && clock.now() - since < limits.MEDIA_LOSS_MS
    if (ack.error !== 'unavailable' && !untaken) return
    const cancel = clock.setTimeout(() => {
      waiting.delete(cancel)
      if (keep()) void send(since, callId, to, signal, keep)
    }, AGAIN_MS)
    waiting.add(cancel)
  }

  return {
    send: (...args) => {
      const since = clock.now()
      // After what is asked of the server in the same moment: that a call is answered is worth more than how.
      void Promise.resolve().then(() => send(since, ...args))
    },
    subscribe: (next) => {
      handler = next
      for (const early of kept.splice(0)) next(...early)
      return () => {
        if (handler === next) handler = null
      }
    },
    close: () => {
      stop()
      for (const cancel of waiting) cancel()
      waiting.clear()
    },
  }
}
