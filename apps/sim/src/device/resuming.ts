import type { CallState, InCall } from '@parley/call'
import { limits } from '@parley/protocol'
import type { Machine } from '../machine.ts'

/** How often a page in a call stores the time. Milliseconds. */
const BEAT_MS = 5_000

/** After this time, the other side has given up a page that has crashed. Milliseconds. */
const FORGOTTEN_MS = limits.MEDIA_LOSS_MS + BEAT_MS

/** The call that a device's pages hand on to each other. The app keeps it in the browser's storage. */
export interface Resuming {
  /** Records the page's call; `now` by the page's clock. */
  follow(call: CallState, now: number): void
  /** Records that the page closes; without a crash it stores the time once more. Returns true if the call is kept. */
  leave(call: CallState, crash: boolean, now: number): boolean
  /** Returns the call that a new page resumes, by that page's clock; null if there is none, or if it is too old. */
  take(now: number): InCall | null
}

/** @param machine of the device, whose wall clock is all that two of its pages share */
export function createResuming(machine: Pick<Machine, 'wall' | 'wallAgo'>): Resuming {
  let kept: { call: InCall; since: number; at: number; talked: number; left: boolean } | null = null

  return {
    follow: (call, now) => {
      // A call without a ticket is not confirmed by the server yet.
      if (call.status !== 'IN_CALL') kept = null
      else if (call.ticket !== null)
        kept = { call, since: now, at: machine.wall(), talked: now - call.since, left: false }
    },
    leave: (call, crash, now) => {
      if (!kept || call.status !== 'IN_CALL' || kept.call.callId !== call.callId) return false
      const { since } = kept
      const last = crash ? since + Math.floor((now - since) / BEAT_MS) * BEAT_MS : now
      kept.at = machine.wallAgo(now - last)
      kept.talked = last - call.since
      kept.left = !crash
      return true
    },
    take: (now) => {
      if (!kept) return null
      const patience = kept.left ? limits.AWAY_MS : FORGOTTEN_MS
      const between = machine.wall() - kept.at
      const since = now - kept.talked - Math.max(0, between)
      // As in the app, no later page asks again, whatever its clock says.
      if (between >= patience) kept = null
      return kept && { ...kept.call, since }
    },
  }
}
