import { type Clock, limits } from '@parley/protocol'
import type { RemoteSnapshot } from '../../mediaSnapshot.ts'
import type { Teardown } from '../../ports.ts'

/** How long a connection may find back by itself before ICE is restarted, and how close two attempts may be. */
const RESTART_AFTER_MS = 2_000

/** The attempts lie further and further apart, up to this. */
const MAX_RESTART_AFTER_MS = 8_000

/** Decides what the states of a connection mean: when to restart ICE, and when to give up. */
export interface ConnectionMonitor {
  /** `connectionState` is this now. */
  report(state: RTCPeerConnectionState): void
  /** `iceConnectionState` is this now. Either may be stuck in a browser, so whichever changed last is believed. */
  reportIce(state: RTCIceConnectionState): void
  /** This device has another network than a moment ago; what is connected may not know yet that it is no more. */
  networkChanged(): void
  /** The other side does not rely on the connection. */
  doubted(): void
  /** The other side's page has said that it goes: what this connection does from now on means nothing. */
  peerAway(): void
  /** Whether what is sent over the connection can be relied on to arrive. */
  certain(): boolean
  /** Whether it has ever been up. */
  wasUp(): boolean
  /** From now on the connection is needed: the time it may take runs from here. */
  wake(): void
  state(): Pick<RemoteSnapshot, 'connection' | 'interruptedSince'>
  close(): void
}

/** What a monitor asks for. */
export interface ConnectionMonitorEvents {
  restart(): void
  /** When something last came from the other side; null if that is not known. */
  lastHeard(): number | null
  /** The time is up: `failed` if it never was connected, `lost` if it was, `gone` if who went has not come back. */
  over(reason: 'lost' | 'failed' | 'gone'): void
  changed(): void
}

/** How long somebody who came back at the last moment may take to connect. Milliseconds. */
const COMING_BACK_MS = 8_000

/** A browser notices silence after some seconds (RFC 7675 §5.1); what is longer ago was sleep. Milliseconds. */
const MAX_SILENCE_MS = 10_000

/**
 * Starts the time a connection has to come up. `disconnected` is never an end: most find back (RFC 7675 §5.1).
 *
 * @param lostSince if it takes the place of one that was lost: since when the two are apart
 * @param patient the first time it may take for ever to come up, whatever ICE says meanwhile
 * @param asleep nobody needs the connection yet: whatever becomes of it, nothing is done about it
 */
export function createConnectionMonitor(
  clock: Clock,
  events: ConnectionMonitorEvents,
  lostSince: number | null = null,
  patient = false,
  asleep = false,
): ConnectionMonitor {
  let state: Exclude<RemoteSnapshot['connection'], 'none'> = lostSince === null ? 'connecting' : 'interrupted'
  let interruptedSince = lostSince
  /** Whether the whole of it has been up: before that, ICE alone is not enough, since keys are agreed on after it. */
  let wasUp = false
  let away = false
  /** What is sent before this goes by the server as well. */
  let doubtUntil = Number.NEGATIVE_INFINITY
  let restartedAt = Number.NEGATIVE_INFINITY
  let wait = RESTART_AFTER_MS
  let closed = false
  let sleeps = asleep
  /** What was found out while it slept is of another network. */
  let moved = false
  /** The last word of a connection that is not needed yet. */
  let last: RTCPeerConnectionState = 'new'
  let cancelRestart: Teardown | null = null
  let cancelDeadline: Teardown | null = firstDeadline()

  function firstDeadline(): Teardown | null {
    if (patient || sleeps) return null
    return lostSince === null ? deadline('failed', limits.MEDIA_LOSS_MS) : deadline('lost', timeToComeBack(lostSince))
  }

  function deadline(reason: 'lost' | 'failed' | 'gone', ms: number): Teardown {
    return clock.setTimeout(() => events.over(reason), ms)
  }

  /** Who comes back late gets a little longer than the others, but not again and again. */
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
    events.changed()
  }

  /** It has been an interruption for a while when it is noticed. */
  function silentSince(): number {
    const now = clock.now()
    const heard = events.lastHeard() ?? now
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
    events.restart()
  }

  /** At once, unless it was just done: the other side has to have a chance to answer. */
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
    // The other side does not know yet where to answer; a check of theirs revives what has failed meanwhile.
    if (patient && !wasUp) return
    if (state === 'connected') enter('interrupted')
    if (how === 'failed') restartNow()
    else if (how === 'disconnected' && !cancelRestart) schedule(wait)
  }

  /** What it can carry is worth knowing before it is needed; that it comes or goes is nobody's concern. */
  function doze(next: RTCPeerConnectionState): void {
    last = next
    if (next !== 'connected') return
    wasUp = true
    state = 'connected'
    events.changed()
  }

  function follow(next: RTCPeerConnectionState): void {
    if (next === 'connected') {
      wasUp = true
      well()
    } else if (next !== 'closed') ill(next)
  }

  return {
    report(next) {
      if (closed || away) return
      if (!sleeps) follow(next)
      else doze(next)
    },
    wake() {
      if (closed || !sleeps) return
      sleeps = false
      if (!wasUp) cancelDeadline = firstDeadline()
      follow(last)
      if (moved) restartNow()
    },
    reportIce(next) {
      if (closed || away || sleeps) return
      if (next === 'connected' || next === 'completed') {
        if (state === 'interrupted' && wasUp) well()
      } else if (next === 'disconnected' || next === 'failed') ill(next)
    },
    networkChanged() {
      moved ||= sleeps
      if (closed || away || sleeps || !wasUp) return
      doubtUntil = clock.now() + limits.MEDIA_LOSS_MS
      restartNow()
    },
    doubted() {
      if (state === 'connected') doubtUntil = clock.now() + limits.MEDIA_LOSS_MS
    },
    peerAway() {
      if (closed || away || sleeps) return
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
      cancelRestart?.()
      cancelDeadline?.()
    },
  }
}
