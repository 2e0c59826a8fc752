import { type CallId, type Clock, limits } from '@parley/protocol'
import type { CallState } from '../state/callState.ts'

/** This side waits this much longer than the server, whose `callEnded` should come first. Milliseconds. */
const MARGIN_MS = 5_000

/**
 * This side's own deadline for ringing: no call rings or dials past it, even if the server is silent.
 * Also keeps the difference between the server's clock and this device's, because invitations expire on the server's.
 */
export interface RingTimeout {
  /** Sets when a call stops ringing, on the server's clock. Of several deadlines the earliest counts: a restarted server grants no more time. */
  expires(callId: CallId, expiresAt: number): void
  /** Follows the slice: the deadline runs while a call rings or dials. */
  follow(call: CallState): void
  /** Takes the server's time from an answer that has just come. */
  serverTime(now: number): void
  /** Converts a moment from the server's clock to this device's. Before the first `serverTime` the two count as equal. */
  localTime(at: number): number
  close(): void
}

/**
 * Creates a timeout that follows no call yet.
 *
 * @param overdue called once for a call that rings past its deadline
 */
export function createRingTimeout(clock: Clock, overdue: (callId: CallId) => void): RingTimeout {
  /** The server's clock minus this device's, in milliseconds; null until the first `serverTime`. */
  let ahead: number | null = null
  let deadline: { callId: CallId; expiresAt: number } | null = null
  let watched: CallId | null = null
  let cancel = () => {}

  const localTime = (at: number): number => at - (ahead ?? 0)

  function arm(callId: CallId): void {
    cancel()
    const at =
      ahead !== null && deadline?.callId === callId ? localTime(deadline.expiresAt) : clock.now() + limits.RING_MS
    cancel = clock.setTimeout(() => overdue(callId), Math.max(0, at + MARGIN_MS - clock.now()))
  }

  return {
    expires: (callId, expiresAt) => {
      const known = deadline?.callId === callId ? deadline.expiresAt : Number.POSITIVE_INFINITY
      deadline = { callId, expiresAt: Math.min(known, expiresAt) }
      if (watched === callId) arm(callId)
    },
    follow: (call) => {
      const mine = call.status === 'OUTGOING' && call.kind === 'direct'
      const rings = mine || call.status === 'INCOMING' ? call.callId : null
      if (rings === watched) return
      watched = rings
      if (rings) arm(rings)
      else cancel()
    },
    serverTime: (now) => {
      ahead = now - clock.now()
      if (watched !== null && deadline?.callId === watched) arm(watched)
    },
    localTime,
    close: () => cancel(),
  }
}
