import { type Clock, limits } from '@parley/protocol'
import type { RemoteSnapshot } from '../../mediaSnapshot.ts'
import type { PhaseState } from '../../phase.ts'
import type { Teardown } from '../../ports.ts'
import { createRestartPacer } from './restartPacer.ts'

/** So many descriptions of a call may be refused before this side leaves it at that. */
const MAX_REFUSALS = 5

/** Follows the states of a connection, and decides when to restart ICE, when to take another, and when to give up. */
export interface ConnectionMonitor {
  /** `connectionState` is this now. */
  report(state: RTCPeerConnectionState): void
  /**
   * `iceConnectionState` is this now, and `connectionState` is `overall`. Either state may be stuck in a browser, so the
   * one that changed last counts; but nothing comes back over a connection that has failed as a whole.
   */
  reportIce(state: RTCIceConnectionState, overall: RTCPeerConnectionState): void
  /** The network changed; the current path may be dead. */
  networkChanged(): void
  /** The other side used the server, so it does not rely on the connection. */
  doubted(): void
  /** The other side's page is closing: later states of this connection are ignored. */
  peerAway(): void
  /** The browser could not apply or make a description. */
  refused(): void
  /** A description was applied. */
  agreed(): void
  /** When the answered call began to connect, by the clock; null before `active`. */
  connectingSince(): number | null
  /** True if a message over the connection is sure to arrive. */
  certain(): boolean
  /** True if the connection was ever up. */
  wasUp(): boolean
  state(): Pick<RemoteSnapshot, 'connection' | 'interruptedSince' | 'refusals' | 'troubled'>
  close(): void
}

/** What earlier connections of a call leave to the one that replaces them; times are by the clock of the ports. */
export interface ConnectionPast {
  /** When media was lost; null if none of them was ever up. */
  readonly lostSince: number | null
  /** When the answered call began to connect; null if this is its first connection. */
  readonly connectingSince: number | null
  /** How many descriptions could not be applied or made. */
  readonly refusals: number
}

/** The past of a call's first connection. */
export const NO_PAST: ConnectionPast = { lostSince: null, connectingSince: null, refusals: 0 }

/** The surroundings of a monitor. */
export interface ConnectionMonitorOptions {
  clock: Clock
  /** Before `active` states are only remembered: nothing restarts and nothing is given up. */
  phase: PhaseState
  /** What the connections of the same call before this one have gone through. */
  past: ConnectionPast
  /** The first connection may take any time to come up, whatever ICE says meanwhile. */
  patient: boolean
  /** Restarts ICE. */
  restart(): void
  /** Takes another connection for the call, because this one cannot come up. */
  another(): void
  /** When something last came from the other side; null if that is not known. */
  lastHeard(): number | null
  /** The time is up: `failed` if it never connected, `lost` if it did, `gone` if the other side's page has not come back. */
  over(reason: 'lost' | 'failed' | 'gone'): void
  changed(): void
}

/** How long a page that comes back at the last moment may take to connect. Milliseconds. */
const COMING_BACK_MS = 8_000

/** How long after ICE the rest of a connection may take to come back. Milliseconds. */
const FOLLOWS_ICE_MS = 500

/** A browser notices silence after some seconds (RFC 7675 §5.1); longer silence means the machine was suspended. Milliseconds. */
const MAX_SILENCE_MS = 10_000

/** Creates a monitor. From `active` on the connection has limited time to come up; `disconnected` alone never ends it (RFC 7675 §5.1). */
export function createConnectionMonitor(options: ConnectionMonitorOptions): ConnectionMonitor {
  const { clock, phase, patient } = options
  const { lostSince } = options.past
  let state: Exclude<RemoteSnapshot['connection'], 'none'> = lostSince === null ? 'connecting' : 'interrupted'
  let interruptedSince = lostSince
  let connectingSince: number | null = null
  let { refusals } = options.past
  /** True from a refusal until a description is applied. */
  let troubled = false
  /** True once ICE and DTLS have been up. Before that, ICE alone does not count. */
  let wasUp = false
  let hasFailed = false
  /** True if ICE came back and the rest did not: in Firefox DTLS ends with an ICE that has failed. */
  let isDead = false
  let cancelDeath: Teardown = () => {}
  let away = false
  /** Until then signals go by the server as well. */
  let doubtUntil = Number.NEGATIVE_INFINITY
  let closed = false
  /** The latest state that came before `active`. */
  let early: RTCPeerConnectionState = 'new'
  /** True if the network changed before `active`. */
  let earlyNetworkChange = false
  let cancelDeadline: Teardown | null = null

  function firstDeadline(): Teardown | null {
    if (patient) return null
    if (lostSince !== null) return deadline('lost', timeToComeBack(lostSince))
    return deadline('failed', timeToComeBack(connectingSince ?? clock.now()))
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

  const restarts = createRestartPacer({
    clock,
    // A connection that replaces another was a new start of its own.
    lastAt: options.past.connectingSince === null ? Number.NEGATIVE_INFINITY : clock.now(),
    isWell: () => state === 'connected' && !troubled,
    restart: () => (isHopeless() ? options.another() : options.restart()),
  })

  /**
   * True if a restart of ICE would not help. In Firefox a connection whose ICE has failed before it was ever up comes up
   * after a restart, and sends nothing. A call by codes has no other connection to take.
   */
  const isHopeless = () => !patient && (troubled || isDead || (hasFailed && !wasUp))

  function die(): void {
    isDead = true
    // A call by codes ends in time, unless the other side's browser finds a way.
    if (!patient) options.another()
  }

  function well(): void {
    restarts.calm()
    enter('connected')
  }

  function ill(how: RTCPeerConnectionState): void {
    // The other side may not have the answer yet; its first check revives an ICE that has failed meanwhile.
    if (patient && !wasUp) return
    if (state === 'connected') enter('interrupted')
    if (how === 'failed') {
      hasFailed = true
      restarts.now()
    } else if (how === 'disconnected') restarts.soon()
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
    connectingSince = options.past.connectingSince ?? clock.now()
    if (!wasUp) cancelDeadline = firstDeadline()
    follow(early)
    if (earlyNetworkChange || troubled) restarts.now()
  })

  return {
    report(next) {
      if (closed || away) return
      cancelDeath()
      if (isActive()) follow(next)
      else remember(next)
    },
    reportIce(next, overall) {
      if (closed || away) return
      if (!isActive()) {
        if (next === 'failed') remember(next)
      } else if ((next === 'connected' || next === 'completed') && overall === 'failed') {
        cancelDeath()
        cancelDeath = clock.setTimeout(die, FOLLOWS_ICE_MS)
      } else if (next === 'connected' || next === 'completed') {
        if (state === 'interrupted' && wasUp) well()
      } else if (next === 'disconnected' || next === 'failed') ill(next)
    },
    networkChanged() {
      earlyNetworkChange ||= !isActive()
      if (closed || away || !isActive() || !wasUp) return
      doubtUntil = clock.now() + limits.MEDIA_LOSS_MS
      restarts.now()
    },
    doubted() {
      if (state === 'connected') doubtUntil = clock.now() + limits.MEDIA_LOSS_MS
    },
    peerAway() {
      if (closed || away || !isActive()) return
      away = true
      cancelDeath()
      restarts.calm()
      if (state !== 'interrupted') enter('interrupted')
      cancelDeadline?.()
      cancelDeadline = deadline('gone', limits.AWAY_MS)
    },
    refused() {
      refusals += 1
      troubled = true
      options.changed()
      if (closed || away || !isActive()) return
      if (refusals > MAX_REFUSALS) restarts.calm()
      else restarts.now()
    },
    agreed() {
      if (!troubled) return
      troubled = false
      if (state === 'connected') restarts.calm()
      options.changed()
    },
    connectingSince: () => connectingSince,
    wasUp: () => wasUp,
    certain: () => state === 'connected' && clock.now() >= doubtUntil,
    state: () => ({ connection: state, interruptedSince, refusals, troubled }),
    close() {
      closed = true
      forgetPhase()
      cancelDeath()
      restarts.calm()
      cancelDeadline?.()
    },
  }
}
