import { type CallId, type Clock, limits } from '@parley/protocol'
import type { CallSliceState } from '../state/callState.ts'

/** This side waits this much longer than the server, whose `callEnded` should come first. Milliseconds. */
const MARGIN_MS = 5_000

/** How many deadlines of calls that do not ring here yet, or any more, are remembered. */
const MAX_DEADLINES = 32

/** This side's own deadlines for ringing: no call rings or dials past its own, even if the server is silent. */
export interface RingTimeout {
  /**
   * Takes from a message of the server that has just come how much longer a call rings, in milliseconds. Of several
   * deadlines the earliest counts: a restarted server grants no more time.
   */
  ringsFor(callId: CallId, ms: number): void
  /** Follows the slice: the deadline of a call runs while it rings or dials. */
  follow(calls: CallSliceState): void
  close(): void
}

/** The calls that dial or ring on this device. */
function ringingOf({ current, others }: CallSliceState): CallId[] {
  const mine = current.status === 'OUTGOING' && current.kind === 'direct'
  const first = mine || current.status === 'INCOMING' ? [current.callId] : []
  return [...first, ...others.map(({ callId }) => callId)]
}

/**
 * Creates a timeout that follows no call yet.
 *
 * @param overdue called once for a call that rings past its deadline
 */
export function createRingTimeout(clock: Clock, overdue: (callId: CallId) => void): RingTimeout {
  const deadlines = new Map<CallId, number>()
  /** The timers of the calls that ring, each with its cancellation. */
  const running = new Map<CallId, () => void>()

  function arm(callId: CallId): void {
    running.get(callId)?.()
    const deadline = deadlines.get(callId)
    const left = deadline === undefined ? limits.RING_MS : deadline - clock.now()
    running.set(
      callId,
      clock.setTimeout(() => overdue(callId), Math.max(0, left + MARGIN_MS)),
    )
  }

  function disarm(callId: CallId): void {
    running.get(callId)?.()
    running.delete(callId)
    deadlines.delete(callId)
  }

  return {
    ringsFor: (callId, ms) => {
      deadlines.set(callId, Math.min(deadlines.get(callId) ?? Number.POSITIVE_INFINITY, clock.now() + ms))
      if (running.has(callId)) return arm(callId)
      const unused = [...deadlines.keys()].find((known) => !running.has(known))
      if (deadlines.size > MAX_DEADLINES && unused !== undefined) deadlines.delete(unused)
    },
    follow: (calls) => {
      const ringing = ringingOf(calls)
      for (const callId of [...running.keys()]) if (!ringing.includes(callId)) disarm(callId)
      for (const callId of ringing) if (!running.has(callId)) arm(callId)
    },
    close: () => {
      for (const callId of [...running.keys()]) disarm(callId)
    },
  }
}
