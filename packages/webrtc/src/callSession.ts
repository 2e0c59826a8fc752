import { type CallId, type DeviceRef, type Signal, sameDevice } from '@parley/protocol'
import { keepUnchanged } from './keepUnchanged.ts'
import { createLocalMedia } from './local/localMedia.ts'
import { createVoiceWatch } from './local/voiceWatch.ts'
import type { MediaPlan } from './mediaPlan.ts'
import { EMPTY_SNAPSHOT, type MediaSnapshot, NO_REMOTE } from './mediaSnapshot.ts'
import { createPeerLink, type PeerLink } from './peer/peerLink.ts'
import type { SessionPorts, Teardown } from './ports.ts'
import { createSignalInbox } from './signalInbox.ts'

/** Owns this device's media and its one connection; it follows plans and knows nothing of calls, people or sockets. */
export interface CallSession {
  /** Makes what exists what the plan says. Idempotent, the latest plan wins; nothing else starts or stops media. */
  sync(plan: MediaPlan): void
  /** Takes what the other device sent; what is for another call or device is dropped. */
  receive(callId: CallId, from: DeviceRef, signal: Signal): void
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

/** Creates a session that holds nothing yet. */
export function createCallSession(ports: SessionPorts): CallSession {
  const listeners = new Set<() => void>()
  const inbox = createSignalInbox()
  const local = createLocalMedia(ports, publish)
  const voice = createVoiceWatch(ports, publish)
  let link: PeerLink | null = null
  /** Links that still say goodbye. */
  const leaving = new Set<PeerLink>()
  let callId: CallId | null = null
  let snapshot = EMPTY_SNAPSHOT
  let closed = false

  function publish(): void {
    const outgoing = local.outgoing()
    link?.place(outgoing)
    voice.watch(link && outgoing.audio)
    const remote = link?.state() ?? NO_REMOTE
    const next = keepUnchanged(snapshot, { ...local.state(), ...remote, voice: voice.notice() })
    if (next === snapshot) return
    snapshot = next
    for (const listener of [...listeners]) listener()
  }

  function syncCall(next: CallId | null): void {
    if (callId !== null && callId !== next) inbox.end(callId)
    if (next !== null) inbox.reopen(next)
    callId = next
  }

  function leave(gone: PeerLink): void {
    leaving.add(gone)
    void gone.leave().then(() => leaving.delete(gone))
  }

  function syncLink(plan: MediaPlan): void {
    if (link && !(plan.kind === 'connected' && link.serves(plan))) {
      leave(link)
      link = null
    }
    if (plan.kind !== 'connected' || link) return
    link = createPeerLink(plan, ports, publish)
    for (const signal of inbox.take(plan.callId, plan.remote)) link.receive(signal)
  }

  function sync(plan: MediaPlan): void {
    if (closed) return
    syncCall(plan.kind === 'released' ? null : plan.callId)
    syncLink(plan)
    local.sync(plan.kind === 'released' ? null : plan.local)
    publish()
  }

  return {
    sync,
    receive(forCall, from, signal) {
      if (closed) return
      if (link?.plan.callId !== forCall) inbox.keep(forCall, from, signal)
      else if (sameDevice(link.plan.remote, from)) link.receive(signal)
    },
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
      for (const gone of leaving) gone.close()
      inbox.clear()
      listeners.clear()
    },
  }
}
