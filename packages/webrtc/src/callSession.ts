import { type CallId, type DeviceRef, type Signal, sameDevice, userKey } from '@parley/protocol'
import type { ChannelName } from './channels/channelOptions.ts'
import { type Channel, createChannels } from './channels/channels.ts'
import { keepUnchanged } from './keepUnchanged.ts'
import { createLocalMedia } from './local/localMedia.ts'
import { createMicrophoneMonitor } from './local/microphoneMonitor.ts'
import type { MediaPlan } from './mediaPlan.ts'
import { EMPTY_SNAPSHOT, type MediaSnapshot, NO_REMOTE } from './mediaSnapshot.ts'
import { createPeerLink, type PeerLink } from './peer/peerLink.ts'
import type { SessionPorts, Teardown } from './ports.ts'
import { attemptOf, createSignalInbox } from './signalInbox.ts'

/** Owns this device's media and its one connection; it follows plans and knows nothing of calls, people or sockets. */
export interface CallSession {
  /** Makes what exists what the plan says. Idempotent, the latest plan wins; nothing else starts or stops media. */
  sync(plan: MediaPlan): void
  /** Takes what the other device sent; what is for another call or device is dropped. */
  receive(callId: CallId, from: DeviceRef, signal: Signal): void
  /**
   * A line to the other side for whatever the two do together: that of the call there is, or of the next. It ends with its call.
   * `inputs` loses what is late and is never held up; `bulk` loses nothing, and keeps no order. Docs: docs/channels.md.
   */
  channel(name: ChannelName): Channel
  /** "Try again": forgets what was refused or missing, and asks once more. */
  retryDevices(): void
  /** Tells of every new snapshot. Like `getSnapshot` it may be passed on alone. */
  subscribe(listener: () => void): Teardown
  /** The same reference until something changed. */
  getSnapshot(): MediaSnapshot
  /** Resolves when no work is under way; an open permission prompt is work. */
  settled(): Promise<void>
  /** Releases everything for good. */
  close(): void
}

const keyOf = ({ userId, deviceId }: DeviceRef): string => `${userKey(userId)} ${deviceId}`

/** Creates a session that holds nothing yet. */
export function createCallSession(ports: SessionPorts): CallSession {
  const listeners = new Set<() => void>()
  const inbox = createSignalInbox()
  const local = createLocalMedia(ports, publish)
  const microphone = createMicrophoneMonitor(ports, publish)
  let channels = createChannels(ports.clock)
  let link: PeerLink | null = null
  /** Links that are made while it rings, by the device at the other end. */
  const warm = new Map<string, PeerLink>()
  /** Links that still say goodbye. */
  const leaving = new Set<PeerLink>()
  let callId: CallId | null = null
  let snapshot = EMPTY_SNAPSHOT
  let closed = false

  function publish(): void {
    const sent = local.sent()
    link?.sendMedia(sent)
    microphone.watch(link && sent.audio)
    const remote = link?.state() ?? NO_REMOTE
    const next = keepUnchanged(snapshot, { ...local.state(), ...remote, voice: microphone.notice() })
    if (next === snapshot) return
    snapshot = next
    for (const listener of [...listeners]) listener()
  }

  function syncCall(next: CallId | null): void {
    if (callId !== null && callId !== next) {
      inbox.end(callId)
      channels.close()
      channels = createChannels(ports.clock)
    }
    if (next !== null) inbox.reopen(next)
    callId = next
  }

  function leave(gone: PeerLink): void {
    leaving.add(gone)
    void gone.leave().then(() => leaving.delete(gone))
  }

  /** Ends a link that is not what is planned; returns since when the two are apart, if the same two go on in another and ever were together. */
  function makeWay(old: PeerLink, plan: MediaPlan): number | null {
    const goesOn =
      plan.kind === 'connected' && plan.callId === old.plan.callId && sameDevice(plan.remote, old.plan.remote)
    if (!goesOn) {
      if ((plan.kind === 'released' || plan.kind === 'preview') && plan.silent) old.close()
      else leave(old)
      return null
    }
    const { interruptedSince, connection } = old.state()
    // Without a goodbye: the call does not end.
    old.close()
    return connection === 'connecting' ? null : (interruptedSince ?? ports.clock.now())
  }

  /** Keeps those to these devices, makes those that are missing, and lets go of the others without a word. */
  function syncWarm(plan: Extract<MediaPlan, { kind: 'warm' }>): void {
    const { callId, role, remotes, prepared } = plan
    const wanted = new Map<string, { remote: DeviceRef; held: boolean }>()
    for (const remote of prepared) wanted.set(keyOf(remote), { remote, held: true })
    for (const remote of remotes) wanted.set(keyOf(remote), { remote, held: false })
    for (const [key, old] of warm) if (!wanted.has(key) || old.plan.callId !== callId) drop(key, old)
    for (const [key, { remote, held }] of wanted) {
      const known = warm.get(key)
      if (known) {
        if (!held) known.release()
        continue
      }
      const accepted = () => ports.accepted?.(callId, remote)
      const connected = { kind: 'connected', callId, remote, role, attempt: 0, local: plan.local } as const
      const made = createPeerLink(connected, ports, publish, null, channels, local.settled, { held, accepted })
      warm.set(key, made)
      for (const signal of inbox.take(callId, remote, 0)) made.receive(signal)
    }
  }

  function drop(key: string, old: PeerLink): void {
    warm.delete(key)
    old.close()
  }

  /** Of the links that were made while it rang, that which is needed now; the others are not needed any more. */
  function takeWarm(plan: MediaPlan): PeerLink | null {
    const key = plan.kind === 'connected' ? keyOf(plan.remote) : null
    const found = key === null ? undefined : warm.get(key)
    const taken = found && plan.kind === 'connected' && found.serves(plan) ? found : null
    if (taken && key !== null) warm.delete(key)
    for (const [other, old] of warm) drop(other, old)
    return taken
  }

  function syncLink(plan: MediaPlan): void {
    if (plan.kind === 'warm') syncWarm(plan)
    const taken = plan.kind === 'warm' ? null : takeWarm(plan)
    // After a reload there is no link to make way: the two are apart since a moment ago, at the latest.
    let lostSince = plan.kind === 'connected' && plan.attempt > 0 && !link ? ports.clock.now() : null
    if (link && !(plan.kind === 'connected' && link.serves(plan))) {
      lostSince = makeWay(link, plan)
      link = null
    }
    if (plan.kind !== 'connected' || link) return
    const { callId, remote, attempt } = plan
    if (taken) {
      link = taken
      taken.wake()
      return
    }
    link = createPeerLink(plan, ports, publish, lostSince, channels, local.settled)
    for (const signal of inbox.take(callId, remote, attempt)) link.receive(signal)
  }

  /** The other side may have begun anew before this one had begun at all. */
  function followOther(): void {
    if (!link) return
    const { callId, remote, attempt } = link.plan
    const theirs = inbox.attempt(callId, remote)
    if (theirs > attempt) ports.renewed(callId, theirs)
  }

  const stopWatchingPage = ports.onPageHide(() => link?.pageGoes())

  function sync(plan: MediaPlan): void {
    if (closed) return
    syncCall(plan.kind === 'released' ? null : plan.callId)
    syncLink(plan)
    local.sync(plan.kind === 'released' ? null : plan.local)
    publish()
    followOther()
  }

  function receiveIn(current: PeerLink, from: DeviceRef, signal: Signal): void {
    const { callId, attempt } = current.plan
    const theirs = attemptOf(signal)
    if (theirs === attempt) current.receive(signal)
    else if (theirs > attempt) {
      // The plan has to follow first; it may do so before this returns.
      inbox.keep(callId, from, signal)
      ports.renewed(callId, theirs)
    }
  }

  return {
    sync,
    receive(forCall, from, signal) {
      if (closed) return
      const ringing = warm.get(keyOf(from))
      if (ringing?.plan.callId === forCall && attemptOf(signal) === 0) return ringing.receive(signal)
      if (link?.plan.callId !== forCall) inbox.keep(forCall, from, signal)
      else if (sameDevice(link.plan.remote, from)) receiveIn(link, from, signal)
    },
    channel: (name) => channels.get(name),
    retryDevices() {
      local.retry()
      publish()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    getSnapshot: () => snapshot,
    async settled() {
      await Promise.all([local.settled(), link?.settled()])
    },
    close() {
      sync({ kind: 'released' })
      closed = true
      stopWatchingPage()
      for (const gone of leaving) gone.close()
      inbox.clear()
      channels.close()
      listeners.clear()
    },
  }
}
