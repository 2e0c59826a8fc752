import type { SignalTransport } from '@parley/call'
import { type ByeReason, type CallId, type Clock, type DeviceRef, sameDevice } from '@parley/protocol'
import { attemptOf, createSignalInbox } from '@parley/webrtc'
import type { Word } from './link.ts'
import {
  type ConnectedPlan,
  createDeviceLink,
  type LinkDeps,
  type MediaLink,
  type MediaPlan,
  type OwnLink,
} from './link.ts'
import { createRingingLinks } from './ringing.ts'
import type { Warmth } from './warmth.ts'

export interface MediaDeps extends Pick<LinkDeps, 'clock' | 'changed' | 'name'> {
  clock: Clock
  transport: SignalTransport
  /** Whether this is still the call the device is in, or that rings there. */
  isCurrent(callId: CallId): boolean
  lost(callId: CallId, ...args: Parameters<LinkDeps['lost']>): void
  peerLeft(callId: CallId, reason: ByeReason, by: DeviceRef): void
  renewed(callId: CallId, attempt: number): void
  device: DeviceRef
  warmth: Warmth
  /** The device at the other end of a connection made while it rings says that it has taken the call. */
  accepted(callId: CallId, device: DeviceRef): void
  /** Says it over the connection as it is now, if it is up. */
  say(word: Word): void
  /** A connection of a call begins. */
  began(callId: CallId, attempt: number): void
  fail(problem: string): void
}

/** A device's media, as the plan says: connections while it rings, and one in a call. */
export function createMedia({ clock, transport, isCurrent, changed, name, ...deps }: MediaDeps) {
  const inbox = createSignalInbox()
  let link: OwnLink | null = null
  let callId: CallId | null = null
  const ringing = createRingingLinks(inbox, (plan, held) => make(plan, null, held))
  const removeEnd = deps.warmth.add(deps.device, () => [...ringing.all(), ...(link ? [link] : [])])

  /** @param held of one that is made while it rings, whether it leads nowhere yet; null of one that is needed now */
  function make(plan: ConnectedPlan, lostSince: number | null, held: boolean | null): OwnLink {
    const { callId, remote } = plan
    return createDeviceLink(
      plan,
      {
        ...{ clock, changed, name, fail: deps.fail },
        ringing: held === null ? null : { held, accepted: () => deps.accepted(callId, remote) },
        send: (signal) => transport.send(callId, remote, signal, () => isCurrent(callId)),
        lost: (reason) => deps.lost(callId, reason),
        peerLeft: (reason) => deps.peerLeft(callId, reason, remote),
        renewed: (attempt) => deps.renewed(callId, attempt),
      },
      lostSince,
    )
  }

  /** Over the connection that was made while it rang the other side hears it even if it has not yet used that. */
  function sayOver(over: OwnLink, word: Word): void {
    if (!over.line) deps.say(word)
    else if (!over.broken) over.line.say(word)
  }

  /** Since when the two are apart, if they go on in another connection; without a goodbye then. */
  function makeWay(old: OwnLink, plan: MediaPlan, late: boolean): number | null {
    const goesOn = plan.kind === 'connected' && plan.callId === old.callId && sameDevice(plan.remote, old.remote)
    const farewell = late ? null : old.farewell()
    if (!goesOn && farewell) sayOver(old, { type: 'bye', reason: farewell })
    old.close()
    return goesOn ? (old.interruptedSince ?? (old.wasUp ? clock.now() : null)) : null
  }

  function syncCall(next: CallId | null): void {
    if (callId !== null && callId !== next) inbox.end(callId)
    if (next !== null) inbox.reopen(next)
    callId = next
  }

  function syncLink(plan: MediaPlan, late: boolean): void {
    if (plan.kind === 'preconnect') ringing.sync(plan)
    const taken = plan.kind === 'preconnect' ? null : ringing.take(plan)
    const serves = plan.kind === 'connected' && link?.callId === plan.callId && link.attempt === plan.attempt
    if (serves) return
    let lostSince = plan.kind === 'connected' && plan.attempt > 0 && !link ? clock.now() : null
    if (link) lostSince = makeWay(link, plan, late)
    link = null
    if (plan.kind !== 'connected') return
    const { callId, remote, attempt } = plan
    deps.began(callId, attempt)
    if (taken) {
      link = taken
      taken.wake()
      return
    }
    link = make(plan, lostSince, null)
    for (const signal of inbox.take(callId, remote, attempt)) link.receive(signal)
  }

  /** The other side may have begun anew before this one had begun at all. */
  function followOther(): void {
    if (!link) return
    const theirs = inbox.attempt(link.callId, link.remote)
    if (theirs > link.attempt) deps.renewed(link.callId, theirs)
  }

  transport.subscribe((callId, from, signal) => {
    const theirs = attemptOf(signal)
    if (ringing.receive(callId, from, theirs, signal)) return
    if (link?.callId !== callId) {
      inbox.keep(callId, from, signal)
      return
    }
    if (!sameDevice(link.remote, from)) return
    if (theirs > link.attempt) {
      inbox.keep(callId, from, signal)
      deps.renewed(callId, theirs)
    } else if (theirs === link.attempt) link.receive(signal)
  })

  return {
    link: (): MediaLink | null => link,
    /** @param late another device of the same user took the call */
    sync: (plan: MediaPlan, late: boolean): void => {
      syncCall(plan.kind === 'released' ? null : plan.callId)
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
      for (const other of ringing.all()) other.close()
      link?.close()
      link = null
      removeEnd()
      changed()
    },
  }
}
