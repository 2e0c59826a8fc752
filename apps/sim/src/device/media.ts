import type { SignalTransport } from '@parley/call'
import { type CallId, type Clock, type DeviceRef, type Signal, sameDevice } from '@parley/protocol'
import { createLink, type LinkDeps, type MediaLink, type MediaPlan, type OwnLink, type Word } from './link.ts'

/** How it goes on with the connections of one call; each is as it should be unless it is said otherwise. */
export interface MediaRules {
  /** What is of an earlier connection is dropped. */
  dropsOlder: boolean
  /** Where the other side begins anew, so does this one. */
  followsRenewal: boolean
  hearsAway: boolean
}

const RULES: MediaRules = { dropsOlder: true, followsRenewal: true, hearsAway: true }

export interface MediaDeps extends Pick<LinkDeps, 'clock' | 'changed' | 'name'> {
  clock: Clock
  transport: SignalTransport
  rules?: Partial<MediaRules>
  /** Whether this is still the call the device is in. */
  isCurrent(callId: CallId): boolean
  lost(callId: CallId, ...args: Parameters<LinkDeps['lost']>): void
  peerLeft(callId: CallId, ...args: Parameters<LinkDeps['peerLeft']>): void
  renewed(callId: CallId, attempt: number): void
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

  /** Since when the two are apart, if they go on in another connection; without a goodbye then. */
  function makeWay(old: OwnLink, plan: MediaPlan): number | null {
    const goesOn = plan.kind === 'connected' && plan.callId === old.callId && sameDevice(plan.remote, old.remote)
    const farewell = old.farewell()
    if (!goesOn && farewell) deps.say({ type: 'bye', reason: farewell })
    old.close()
    return goesOn ? (old.interruptedSince ?? clock.now()) : null
  }

  function syncLink(plan: MediaPlan): void {
    const serves = plan.kind === 'connected' && link?.callId === plan.callId && link.attempt === plan.attempt
    if (serves) return
    let lostSince = link && makeWay(link, plan)
    link = null
    if (plan.kind !== 'connected') return
    const { callId, remote, attempt } = plan
    if (attempt > 0) lostSince ??= clock.now()
    deps.began(callId, attempt)
    link = createLink(
      plan,
      {
        ...{ clock, changed, name, hearsAway: rules.hearsAway },
        send: (signal) => transport.send(callId, remote, signal, () => isCurrent(callId)),
        lost: (reason) => deps.lost(callId, reason),
        peerLeft: (reason) => deps.peerLeft(callId, reason),
      },
      lostSince,
    )
    for (const signal of take(callId, remote, attempt)) link.receive(signal)
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
    sync: (plan: MediaPlan): void => {
      syncLink(plan)
      changed()
      followOther()
    },
    /** Says that the page goes, both ways: either may be cut off with it. */
    pageGoes: (): void => {
      if (!link) return
      const { callId, remote, attempt } = link
      deps.say({ type: 'away' })
      transport.send(callId, remote, { type: 'away', attempt }, () => isCurrent(callId))
    },
    break: (): void => link?.break(),
    close: (): void => {
      link?.close()
      link = null
      changed()
    },
  }
}
