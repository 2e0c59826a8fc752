import type { CallId } from '@parley/protocol'
import type { MediaLoss } from '../state/callState.ts'
import type { ListenerDeps } from './deps.ts'

/** An end that could not be told in this time need not be: the next `sync` says that the device is in no call. */
const FORGOTTEN_MS = 60_000

/**
 * Tells the server that this device is done with a call, and repeats it for as long as the server may still hold the
 * call. A refusal means that it does not. Each promise settles once that is so.
 */
export interface Farewells {
  hangUp(callId: CallId, reason: 'hangup' | MediaLoss): Promise<unknown>
  decline(callId: CallId): Promise<unknown>
  /** It shall not ring: here, or on no device of this user. */
  ignore(callId: CallId, everywhere: boolean): Promise<unknown>
}

export function createFarewells({ outbox, clock }: Pick<ListenerDeps, 'outbox' | 'clock'>): Farewells {
  function untilForgotten(): () => boolean {
    const since = clock.now()
    return () => clock.now() - since < FORGOTTEN_MS
  }
  return {
    hangUp: (callId, reason) => outbox.deliver('endCall', { callId, reason }, untilForgotten()),
    decline: (callId) => outbox.deliver('rejectCall', { callId }, untilForgotten()),
    ignore: (callId, everywhere) => outbox.deliver('ignoreCall', { callId, everywhere }, untilForgotten()),
  }
}
