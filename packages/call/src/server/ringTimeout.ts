import { type CallId, type Clock, limits } from '@parley/protocol'
import type { CallState } from '../state/callState.ts'

/** How long after the server's deadline this side gives up by itself; the server's own word should come first. */
const MARGIN_MS = 5_000

/**
 * This side's own deadline for ringing: nothing rings or calls past it, even if the server is silent.
 * Also keeps the server's time, on which invitations expire.
 */
export interface RingWatch {
  /** Notes when a call stops ringing, on the server's clock. Told twice, as by a server that has forgotten it, the earlier counts. */
  expires(callId: CallId, expiresAt: number): void
  /** Watches the call while it rings or calls, and nothing else. */
  follow(call: CallState): void
  /** Learns the server's clock from an answer that has just come. */
  serverTime(now: number): void
  /** A moment on the server's clock, on this device's. Until the server has told its time the two are taken for one. */
  localTime(at: number): number
  close(): void
}

/** @param overdue told once of a call that rings past its deadline */
export function createRingWatch(clock: Clock, overdue: (callId: CallId) => void): RingWatch {
  /** By how much the server's clock is ahead; null until it has told its time. */
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
