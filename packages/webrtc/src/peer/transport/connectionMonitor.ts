import { type Clock, limits } from '@parley/protocol'
import type { RemoteSnapshot } from '../../mediaSnapshot.ts'
import type { PhaseState } from '../../phase.ts'
import type { Teardown } from '../../ports.ts'

/** How long a connection has to recover before ICE is restarted, and the least time between two restarts. Milliseconds. */
const RESTART_AFTER_MS = 2_000

/** The time between restarts doubles up to this. Milliseconds. */
const MAX_RESTART_AFTER_MS = 8_000

/** Follows the states of a connection, and decides when to restart ICE and when to give up. */
export interface ConnectionMonitor {
  /** `connectionState` is this now. */
  report(state: RTCPeerConnectionState): void
  /** `iceConnectionState` is this now. Either state may be stuck in a browser, so the one that changed last counts. */
  reportIce(state: RTCIceConnectionState): void
  /** The network changed; the current path may be dead. */
  networkChanged(): void
  /** The other side used the server, so it does not rely on the connection. */
  doubted(): void
  /** The other side's page is closing: later states of this connection are ignored. */
  peerAway(): void
  /** True if a message over the connection is sure to arrive. */
  certain(): boolean
  /** True if the connection was ever up. */
  wasUp(): boolean
  state(): Pick<RemoteSnapshot, 'connection' | 'interruptedSince'>
  close(): void
}

/** The surroundings of a monitor. */
export interface ConnectionMonitorOptions {
  clock: Clock
  /** Before `active` states are only remembered: nothing restarts and nothing is given up. */
  phase: PhaseState
  /** When media was lost, if this connection replaces one that was lost; else null. */
  lostSince: number | null
  /** The first connection may take any time to come up, whatever ICE says meanwhile. */
  patient: boolean
  restart(): void
  /** When something last came from the other side; null if that is not known. */
  lastHeard(): number | null
  /** The time is up: `failed` if it never connected, `lost` if it did, `gone` if the other side's page has not come back. */
  over(reason: 'lost' | 'failed' | 'gone'): void
  changed(): void
}

/** How long a page that comes back at the last moment may take to connect. Milliseconds. */
const COMING_BACK_MS = 8_000

/** A browser notices silence after some seconds (RFC 7675 §5.1); longer silence means the machine was suspended. Milliseconds. */
const MAX_SILENCE_MS = 10_000

/** Creates a monitor. From `active` on the connection has limited time to come up; `disconnected` alone never ends it (RFC 7675 §5.1). */
export function createConnectionMonitor(options: ConnectionMonitorOptions): ConnectionMonitor {
  const { clock, phase, lostSince, patient } = options
  let state: Exclude<RemoteSnapshot['connection'], 'none'> = lostSince === null ? 'connecting' : 'interrupted'
  let interruptedSince = lostSince
  /** True once ICE and DTLS have been up. Before that, ICE alone does not count. */
  let wasUp = false
  let away = false
  /** Until then signals go by the server as well. */
  let doubtUntil = Number.NEGATIVE_INFINITY
  let restartedAt = Number.NEGATIVE_INFINITY
  let wait = RESTART_AFTER_MS
  let closed = false
  /** The latest state that came before `active`. */
  let early: RTCPeerConnectionState = 'new'
  /** True if the network changed before `active`. */
  let earlyNetworkChange = false
  let cancelRestart: Teardown | null = null
  let cancelDeadline: Teardown | null = null

  function firstDeadline(): Teardown | null {
    if (patient) return null
    return lostSince === null ? deadline('failed', limits.MEDIA_LOSS_MS) : deadline('lost', timeToComeBack(lostSince))
  }

  function deadline(reason: 'lost' | 'failed' | 'gone', ms: number): Teardown {
    return clock.setTimeout(() => options.over(reason), ms)
  }

  /** A page that comes back late gets a little longer than others, but only once. */
  function timeToComeBack(since: number): number {
    const left = since + limits.MEDIA_LOSS_MS - clock.now()
    return Math.max(left, Math.min(COMING_BACK_MS, left + COMING_BACK_MS), 0)
  }

  function enter(next: typeof state): void {
    if (state === next) return
    state = next
    interruptedSince = next === 'interrupted' ? silentSince() : null
    cancelDeadline?.()
    cancelDeadline =
      interruptedSince === null ? null : deadline('lost', interruptedSince + limits.MEDIA_LOSS_MS - clock.now())
    options.changed()
  }

  /** An interruption began some time before the browser noticed it. */
  function silentSince(): number {
    const now = clock.now()
    const heard = options.lastHeard() ?? now
    return Math.min(now, Math.max(heard, now - MAX_SILENCE_MS))
  }

  function schedule(ms: number): void {
    cancelRestart?.()
    cancelRestart = clock.setTimeout(restart, ms)
  }

  function calm(): void {
    cancelRestart?.()
    cancelRestart = null
    wait = RESTART_AFTER_MS
  }

  function restart(): void {
    restartedAt = clock.now()
    if (state === 'connected') calm()
    else {
      schedule(wait)
      wait = Math.min(wait * 2, MAX_RESTART_AFTER_MS)
    }
    options.restart()
  }

  /** Restarts at once, unless the last restart was a moment ago: the other side needs time to answer. */
  function restartNow(): void {
    const rest = restartedAt + RESTART_AFTER_MS - clock.now()
    if (rest <= 0) restart()
    else schedule(rest)
  }

  function well(): void {
    calm()
    enter('connected')
  }

  function ill(how: RTCPeerConnectionState): void {
    // The other side may not have the answer yet; its first check revives an ICE that has failed meanwhile.
    if (patient && !wasUp) return
    if (state === 'connected') enter('interrupted')
    if (how === 'failed') restartNow()
    else if (how === 'disconnected' && !cancelRestart) schedule(wait)
  }

  /** Before `active` the state is remembered, so that bandwidth is measured once it is up. */
  function remember(next: RTCPeerConnectionState): void {
    early = next
    if (next !== 'connected') return
    wasUp = true
    state = 'connected'
    options.changed()
  }

  function follow(next: RTCPeerConnectionState): void {
    if (next === 'connected') {
      wasUp = true
      well()
    } else if (next !== 'closed') ill(next)
  }

  const isActive = () => phase.reached('active')
  const forgetPhase = phase.when('active', () => {
    if (!wasUp) cancelDeadline = firstDeadline()
    follow(early)
    if (earlyNetworkChange) restartNow()
  })

  return {
    report(next) {
      if (closed || away) return
      if (isActive()) follow(next)
      else remember(next)
    },
    reportIce(next) {
      if (closed || away || !isActive()) return
      if (next === 'connected' || next === 'completed') {
        if (state === 'interrupted' && wasUp) well()
      } else if (next === 'disconnected' || next === 'failed') ill(next)
    },
    networkChanged() {
      earlyNetworkChange ||= !isActive()
      if (closed || away || !isActive() || !wasUp) return
      doubtUntil = clock.now() + limits.MEDIA_LOSS_MS
      restartNow()
    },
    doubted() {
      if (state === 'connected') doubtUntil = clock.now() + limits.MEDIA_LOSS_MS
    },
    peerAway() {
      if (closed || away || !isActive()) return
      away = true
      calm()
      if (state !== 'interrupted') enter('interrupted')
      cancelDeadline?.()
      cancelDeadline = deadline('gone', limits.AWAY_MS)
    },
    wasUp: () => wasUp,
    certain: () => state === 'connected' && clock.now() >= doubtUntil,
    state: () => ({ connection: state, interruptedSince }),
    close() {
      closed = true
      forgetPhase()
      cancelRestart?.()
      cancelDeadline?.()
    },
  }
}
