import { type Clock, limits } from '@parley/protocol'
import type { RemoteSnapshot } from '../mediaSnapshot.ts'
import type { Teardown } from '../ports.ts'

/** How long a connection may find back by itself before ICE is restarted. */
const RESTART_AFTER_MS = 2_000

/** Decides what the states of a connection mean: when to restart ICE, and when to give up. */
export interface ConnectionWatch {
  report(state: RTCPeerConnectionState): void
  state(): Exclude<RemoteSnapshot['connection'], 'none'>
  close(): void
}

/** What a watch asks for. */
export interface ConnectionWatchEvents {
  restart(): void
  /** The time is up: `failed` if it never was connected, `lost` if it was. */
  over(reason: 'lost' | 'failed'): void
  changed(): void
}

/** Starts the time a connection has to come up. `disconnected` is never an end: most find back (RFC 7675 §5.1). */
export function createConnectionWatch(clock: Clock, events: ConnectionWatchEvents): ConnectionWatch {
  let state: ReturnType<ConnectionWatch['state']> = 'connecting'
  let cancelRestart: Teardown | null = null
  let cancelDeadline: Teardown | null = clock.setTimeout(() => events.over('failed'), limits.MEDIA_LOSS_MS)

  function enter(next: typeof state): void {
    if (state === next) return
    state = next
    cancelDeadline?.()
    cancelDeadline = next === 'connected' ? null : clock.setTimeout(() => events.over('lost'), limits.MEDIA_LOSS_MS)
    events.changed()
  }

  return {
    report(next) {
      cancelRestart?.()
      cancelRestart = null
      if (next === 'connected') return enter('connected')
      if (state === 'connected') enter('interrupted')
      if (next === 'disconnected') cancelRestart = clock.setTimeout(events.restart, RESTART_AFTER_MS)
      if (next === 'failed') events.restart()
    },
    state: () => state,
    close() {
      cancelRestart?.()
      cancelDeadline?.()
    },
  }
}
