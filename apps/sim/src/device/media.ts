import type { SignalTransport } from '@parley/call'
import { type ByeReason, type CallId, type Clock, type DeviceRef, type Signal, sameDevice } from '@parley/protocol'
import { createLink, type LinkDeps, type MediaLink, type MediaPlan, type OwnLink, type Word } from './link.ts'
import type { WarmEnd, WarmLine, WarmPlan, Warmth } from './warmth.ts'

/** How it goes on with the connections of one call; each is as it should be unless it is said otherwise. */
export interface MediaRules {
  /** What is of an earlier connection is dropped. */
  dropsOlder: boolean
  /** Where the other side begins anew, so does this one. */
  followsRenewal: boolean
  hearsAway: boolean
  /** A device that learns that another took the call says no goodbye: it would end the call of that other. */
  quietWhenLate: boolean
}

const RULES: MediaRules = { dropsOlder: true, followsRenewal: true, hearsAway: true, quietWhenLate: true }

export interface MediaDeps extends Pick<LinkDeps, 'clock' | 'changed' | 'name'> {
  clock: Clock
  transport: SignalTransport
  rules?: Partial<MediaRules>
  /** Whether this is still the call the device is in. */
  isCurrent(callId: CallId): boolean
  lost(callId: CallId, ...args: Parameters<LinkDeps['lost']>): void
  peerLeft(callId: CallId, reason: ByeReason, by: DeviceRef): void
  renewed(callId: CallId, attempt: number): void
  /** Its end of the connections that are made while it rings. */
  device: DeviceRef
  warmth: Warmth
  /** The device at the other end of one says that it has taken the call. */
  accepted(callId: CallId, device: DeviceRef): void
  /** Says it over the connection as it is now, if it is up. */
  say(word: Word): void
  /** A connection of a call begins. */
  began(callId: CallId, attempt: number): void
  fail(problem: string): void
}

/** Signals kept of a call, or a connection of it, that this device is not in yet. */
const KEPT = 32

const attemptOf = ({ attempt = 0 }: Signal): number => attempt

/** A device's media: one connection at a time, as the plan says. */
export function createMedia({ clock, transport, isCurrent, changed, name, ...deps }: MediaDeps) {
  const rules = { ...RULES, ...deps.rules }
  let link: OwnLink | null = null
  let warm: WarmPlan | null = null
  let early: { callId: CallId; from: DeviceRef; signal: Signal }[] = []

  /** What is for this connection; what is for an older one goes. Where something newer came, nothing does. */
  function take(callId: CallId, remote: DeviceRef, attempt: number): Signal[] {
    if (latest(callId, remote) > attempt) return []
    const mine = early.filter((kept) => kept.callId === callId && sameDevice(kept.from, remote))
    early = early.filter((kept) => !mine.includes(kept))
    return mine.flatMap(({ signal }) => (attemptOf(signal) === attempt ? [signal] : []))
  }

  function latest(callId: CallId, remote: DeviceRef): number {
    const attempts = early.map((kept) =>
      kept.callId === callId && sameDevice(kept.from, remote) ? attemptOf(kept.signal) : 0,
    )
    return Math.max(0, ...attempts)
  }

  const end: WarmEnd = {
    device: deps.device,
    plan: () => warm,
    accepted: deps.accepted,
    hear: (callId, from, word) => {
      if (link?.warm && link.callId === callId && sameDevice(link.remote, from)) link.hear(word)
    },
  }
  const removeEnd = deps.warmth.add(end)

  /** Over the connection that was made while it rang the other side hears it even if it has not yet used that. */
  function sayOver(over: OwnLink, word: Word): void {
    if (!over.warm) deps.say(word)
    else if (!over.broken) over.warm.say(word)
  }

  /** Follows the plan to connections while it rings. Returns the one that is needed from now on, if it is there. */
  function syncWarm(plan: MediaPlan): WarmLine | null {
    warm = plan.kind === 'warm' ? plan : null
    if (plan.kind === 'warm') {
      deps.warmth.refresh(end)
      return null
    }
    const first = plan.kind === 'connected' && plan.attempt === 0
    const taken = first ? deps.warmth.take(end, plan.callId, plan.remote) : null
    deps.warmth.drop(end, taken)
    return taken
  }

  /** Since when the two are apart, if they go on in another connection; without a goodbye then. */
  function makeWay(old: OwnLink, plan: MediaPlan, late: boolean): number | null {
    const goesOn = plan.kind === 'connected' && plan.callId === old.callId && sameDevice(plan.remote, old.remote)
    const farewell = late && rules.quietWhenLate ? null : old.farewell()
    if (!goesOn && farewell) sayOver(old, { type: 'bye', reason: farewell })
    old.close()
    return goesOn ? (old.interruptedSince ?? clock.now()) : null
  }

  function syncLink(plan: MediaPlan, late: boolean): void {
    const serves = plan.kind === 'connected' && link?.callId === plan.callId && link.attempt === plan.attempt
    if (serves) return
    const taken = syncWarm(plan)
    let lostSince = link && makeWay(link, plan, late)
    link = null
    if (plan.kind !== 'connected') return
    const { callId, remote, role, attempt } = plan
    if (attempt > 0) lostSince ??= clock.now()
    deps.began(callId, attempt)
    link = createLink(
      plan,
      {
        ...{ clock, changed, name, hearsAway: rules.hearsAway, warm: taken },
        send: (signal) => transport.send(callId, remote, signal, () => isCurrent(callId)),
        lost: (reason) => deps.lost(callId, reason),
        peerLeft: (reason) => deps.peerLeft(callId, reason, remote),
      },
      lostSince,
    )
    for (const signal of take(callId, remote, attempt)) link.receive(signal)
    if (role === 'responder') taken?.accepted()
  }

  /** The other side may have begun anew before this one had begun at all. */
  function followOther(): void {
    if (!link || !rules.followsRenewal) return
    const theirs = latest(link.callId, link.remote)
    if (theirs > link.attempt) deps.renewed(link.callId, theirs)
  }

  transport.subscribe((callId, from, signal) => {
    const theirs = attemptOf(signal)
    const later = link?.callId === callId && sameDevice(link.remote, from) && theirs > link.attempt
    if (link?.callId !== callId || later) early = [...early, { callId, from, signal }].slice(-KEPT)
    if (link?.callId !== callId || !sameDevice(link.remote, from)) return
    if (later && rules.followsRenewal) deps.renewed(callId, theirs)
    else if (theirs === link.attempt || (theirs < link.attempt && !rules.dropsOlder)) {
      if (theirs < link.attempt) deps.fail(`6: what is of connection ${theirs} is taken in ${link.attempt}`)
      link.receive(signal)
    }
  })

  return {
    link: (): MediaLink | null => link,
    /** @param late another device of the same user took the call */
    sync: (plan: MediaPlan, late: boolean): void => {
      syncLink(plan, late)
      changed()
      followOther()
    },
    /** Says that the page goes, both ways: either may be cut off with it. */
    pageGoes: (): void => {
      if (!link) return
      const { callId, remote, attempt } = link
      sayOver(link, { type: 'away' })
      transport.send(callId, remote, { type: 'away', attempt }, () => isCurrent(callId))
    },
    break: (): void => link?.break(),
    close: (): void => {
      link?.close()
      link = null
      warm = null
      deps.warmth.drop(end, null)
      removeEnd()
      changed()
    },
  }
}
