import { type CallId, type Clock, type DeviceRef, deviceKey, type Signal, sameDevice } from '@parley/protocol'
import type { ConnectedPlan, MediaPlan } from './mediaPlan.ts'
import type { NewLink, PeerLink } from './peer/peerLink.ts'
import { type ConnectionPast, NO_PAST } from './peer/transport/connectionMonitor.ts'
import type { Phase } from './phase.ts'
import { createRenewalPace } from './renewalPace.ts'
import { attemptOf, createSignalInbox } from './signalInbox.ts'

/** The surroundings of the links. */
export interface PeerLinksOptions {
  makeLink(link: NewLink): PeerLink
  clock: Clock
  /** The other device has begun this attempt of the call, and waits for the plan to follow. It may call `sync` before it returns. */
  renewed(callId: CallId, attempt: number): void
}

/** The links of one device: which exist, which one carries the call, and which of them gets a signal. */
export interface PeerLinks {
  /** Makes exactly the links of this plan. Call `catchUp` when everything else follows the plan as well. */
  sync(plan: MediaPlan): void
  /** Reports a newer attempt of the other side that arrived before the link of this plan existed. */
  catchUp(): void
  /** Passes a signal to its link, or keeps it until that link exists. Drops signals of other devices. */
  receive(callId: CallId, from: DeviceRef, signal: Signal): void
  /** The link of the answered call; null if there is none. */
  current(): PeerLink | null
  close(): void
}

/** Creates no link yet. */
export function createPeerLinks({ makeLink, clock, renewed }: PeerLinksOptions): PeerLinks {
  const inbox = createSignalInbox()
  let callId: CallId | null = null
  let current: PeerLink | null = null
  /** Links that are made before the call is answered, by remote device. Empty while there is a current link. */
  const preconnected = new Map<string, PeerLink>()
  /** Links that are sending their goodbye. */
  const leaving = new Set<PeerLink>()
  /** The other side could renew without end, and each renewal makes a connection. */
  const pace = createRenewalPace(clock, () => {
    const theirs = latestAttempt()
    if (current && theirs > current.plan.attempt) renewed(current.plan.callId, theirs)
  })

  /** The latest attempt of the other side of which a signal is kept. */
  const latestAttempt = () => (current ? inbox.attempt(current.plan.callId, current.plan.remote) : 0)

  function followCall(next: CallId | null): void {
    if (callId !== null && callId !== next) {
      inbox.end(callId)
      pace.cancel()
    }
    if (next !== null) inbox.reopen(next)
    callId = next
  }

  function make(link: NewLink): PeerLink {
    const made = makeLink(link)
    const { callId, remote, attempt } = link.plan
    for (const signal of inbox.take(callId, remote, attempt)) made.receive(signal)
    return made
  }

  function leave(link: PeerLink): void {
    leaving.add(link)
    void link.leave().then(() => leaving.delete(link))
  }

  /** Closes preconnected links without a goodbye. */
  function drop(unwanted: (key: string, link: PeerLink) => boolean): void {
    for (const [key, link] of preconnected) {
      if (!unwanted(key, link)) continue
      preconnected.delete(key)
      link.close()
    }
  }

  function preconnect({ callId, role, withheld, standby, local }: Extract<MediaPlan, { kind: 'preconnect' }>): void {
    const wanted = new Map<string, { remote: DeviceRef; phase: Phase }>()
    for (const remote of withheld) wanted.set(deviceKey(remote), { remote, phase: 'withheld' })
    for (const remote of standby) wanted.set(deviceKey(remote), { remote, phase: 'standby' })
    drop((key, link) => !wanted.has(key) || link.plan.callId !== callId)
    for (const [key, { remote, phase }] of wanted) {
      const plan: ConnectedPlan = { kind: 'connected', callId, remote, role, attempt: 0, local }
      const known = preconnected.get(key)
      if (known) known.advance(phase)
      else preconnected.set(key, make({ plan, past: NO_PAST, phase }))
    }
  }

  /** Removes the preconnected link of this plan from the others, and closes those. */
  function takePreconnected(plan: ConnectedPlan): PeerLink | null {
    const key = deviceKey(plan.remote)
    const found = preconnected.get(key)
    const taken = found?.serves(plan) ? found : null
    if (taken) preconnected.delete(key)
    drop(() => true)
    return taken
  }

  /** Closes the old link; if the same call continues, returns what it has gone through. */
  function replace(old: PeerLink, plan: ConnectedPlan): ConnectionPast {
    if (plan.callId !== old.plan.callId || !sameDevice(plan.remote, old.plan.remote)) {
      leave(old)
      return NO_PAST
    }
    const { interruptedSince, connection } = old.state()
    // No goodbye: the call does not end.
    old.close()
    const lostSince = connection === 'connecting' ? null : (interruptedSince ?? clock.now())
    return { ...old.past(), lostSince }
  }

  function connect(plan: ConnectedPlan): void {
    if (current?.serves(plan)) return
    const taken = takePreconnected(plan)
    if (taken) {
      current = taken
      taken.advance('active')
      return
    }
    // Without an old link the page was reloaded: media was lost a moment ago.
    const before = { ...NO_PAST, lostSince: plan.attempt > 0 ? clock.now() : null }
    const past = current ? replace(current, plan) : before
    current = make({ plan, past, phase: 'active' })
  }

  function disconnect(plan: Exclude<MediaPlan, ConnectedPlan>): void {
    if (!current) return
    if (plan.kind !== 'preconnect' && plan.silent) current.close()
    else leave(current)
    current = null
  }

  return {
    sync(plan) {
      followCall(plan.kind === 'released' ? null : plan.callId)
      if (plan.kind === 'connected') return connect(plan)
      disconnect(plan)
      if (plan.kind === 'preconnect') preconnect(plan)
      else drop(() => true)
    },
    catchUp() {
      if (current && latestAttempt() > current.plan.attempt) pace.ask()
    },
    receive(callId, from, signal) {
      const attempt = attemptOf(signal)
      const ringing = preconnected.get(deviceKey(from))
      if (ringing?.plan.callId === callId && attempt === 0) return ringing.receive(signal)
      if (current?.plan.callId !== callId) return inbox.keep(callId, from, signal)
      if (!sameDevice(current.plan.remote, from)) return
      if (attempt === current.plan.attempt) return current.receive(signal)
      if (attempt < current.plan.attempt) return
      // Kept first, because `renewed` may call `sync` before it returns.
      inbox.keep(callId, from, signal)
      pace.ask()
    },
    current: () => current,
    close() {
      pace.cancel()
      for (const link of leaving) link.close()
    },
  }
}
