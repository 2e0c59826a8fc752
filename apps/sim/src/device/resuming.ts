import type { CallState, InCall } from '@parley/call'
import { limits } from '@parley/protocol'

/** How often a page in a call notes that it still is. Milliseconds. */
const BEAT_MS = 5_000

/** After this the other side has given up a page that has crashed. Milliseconds. */
const FORGOTTEN_MS = limits.MEDIA_LOSS_MS + BEAT_MS

/** What the pages of a device leave behind for each other, as the app does in the browser's storage. */
export interface Resuming {
  /** The page's call is this now. */
  follow(call: CallState, now: number): void
  /** The page goes, and if it does not crash it says once more that it is in this call. Returns whether that is kept. */
  leave(call: CallState, crash: boolean, now: number): boolean
  /** The call that a new page resumes; null if there is none, or it is too old. */
  take(now: number): InCall | null
}

export function createResuming(): Resuming {
  let kept: { call: InCall; since: number; at: number; left: boolean } | null = null

  return {
    follow: (call, now) => {
      // Without its ticket the server has not confirmed that this device is in it.
      if (call.status === 'IN_CALL') kept = call.ticket === null ? kept : { call, since: now, at: now, left: false }
      else kept = null
    },
    leave: (call, crash, now) => {
      if (!kept || call.status !== 'IN_CALL' || kept.call.callId !== call.callId) return false
      const { since } = kept
      kept.at = crash ? since + Math.floor((now - since) / BEAT_MS) * BEAT_MS : now
      kept.left = !crash
      return true
    },
    take: (now) => (kept && now - kept.at < (kept.left ? limits.AWAY_MS : FORGOTTEN_MS) ? kept.call : null),
  }
}
