import type { CallId, MediaLoss } from '@parley/protocol'
import type { ListenerDeps } from './deps.ts'

/** Retries stop after this time: the next `sync` reports no call. Milliseconds. */
const FORGOTTEN_MS = 60_000

/**
 * The requests by which this device leaves a call: hang up, decline, ignore. Each is repeated until the server
 * acknowledges it or `FORGOTTEN_MS` is over; its promise settles then. A refusal means that the server knows no such call.
 */
export interface EndRequests {
  hangUp(callId: CallId, reason: 'hangup' | MediaLoss): Promise<unknown>
  /** `busy`, `blocked`: not the person, but that they are in another call, declines it. */
  decline(callId: CallId, reason?: 'busy' | 'blocked'): Promise<unknown>
  /** Keeps the call from ringing on this device, or with `everywhere` on every device of this user. */
  ignore(callId: CallId, everywhere: boolean): Promise<unknown>
}

export function createEndRequests({ outbox, clock }: Pick<ListenerDeps, 'outbox' | 'clock'>): EndRequests {
  function untilForgotten(): () => boolean {
    const since = clock.now()
    return () => clock.now() - since < FORGOTTEN_MS
  }
  return {
    hangUp: (callId, reason) => outbox.deliver('endCall', { callId, reason }, untilForgotten()),
    decline: (callId, reason) => outbox.deliver('rejectCall', { callId, ...(reason && { reason }) }, untilForgotten()),
    ignore: (callId, everywhere) => outbox.deliver('ignoreCall', { callId, everywhere }, untilForgotten()),
  }
}
