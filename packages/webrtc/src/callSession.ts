import type { CallId, DeviceRef, Signal } from '@parley/protocol'
import type { ChannelName } from './channels/channelOptions.ts'
import { type Channel, createChannels } from './channels/channels.ts'
import { keepUnchanged } from './keepUnchanged.ts'
import { createLocalMedia } from './local/localMedia.ts'
import { createMicrophoneMonitor } from './local/microphoneMonitor.ts'
import type { MediaPlan } from './mediaPlan.ts'
import { EMPTY_SNAPSHOT, type MediaSnapshot, NO_REMOTE } from './mediaSnapshot.ts'
import { createSeenOffers } from './peer/negotiation/seenOffers.ts'
import { createPeerLink } from './peer/peerLink.ts'
import { createPeerLinks } from './peerLinks.ts'
import type { SessionPorts, Teardown } from './ports.ts'

/** Owns this device's media and its connections. It follows plans, and knows no calls, people or sockets. */
export interface CallSession {
  /** Opens and closes media until they match the plan. Idempotent; the latest plan wins; nothing else starts or stops media. */
  sync(plan: MediaPlan): void
  /** Takes a signal of the other device. A signal of another call or device is dropped. */
  receive(callId: CallId, from: DeviceRef, signal: Signal): void
  /**
   * A data channel to the other side, of the present call or of the next; it closes with its call.
   * `inputs` drops late messages and never blocks; `bulk` loses nothing and keeps no order. Docs: docs/channels.md.
   */
  channel(name: ChannelName): Channel
  /** "Try again": asks once more for devices that were refused or missing. */
  retryDevices(): void
  /** Calls the listener at every new snapshot. Like `getSnapshot` it needs no `this`. */
  subscribe(listener: () => void): Teardown
  /** The same reference until something changes. */
  getSnapshot(): MediaSnapshot
  /** Resolves when no work is pending; an open permission prompt is pending work. */
  settled(): Promise<void>
  /** Releases everything for good. */
  close(): void
}

/** Creates a session that holds nothing yet. */
export function createCallSession(ports: SessionPorts): CallSession {
  const listeners = new Set<() => void>()
  const local = createLocalMedia(ports, publish)
  const microphone = createMicrophoneMonitor(ports, publish)
  let channels = createChannels(ports.clock)
  const offers = createSeenOffers()
  const links = createPeerLinks({
    clock: ports.clock,
    renewed: ports.renewed,
    makeLink: (link) =>
      createPeerLink({ ...link, ports, channels, offers, devicesSettled: local.settled, changed: publish }),
  })
  const stopWatchingPage = ports.onPageHide(() => links.current()?.pageGoes())
  let callId: CallId | null = null
  let snapshot = EMPTY_SNAPSHOT
  let closed = false

  function publish(): void {
    const sent = local.sent()
    const link = links.current()
    link?.sendMedia(sent)
    microphone.watch(link && sent.audio)
    const remote = link?.state() ?? NO_REMOTE
    if (remote.unsent.video) local.videoNotSent()
    const next = keepUnchanged(snapshot, { ...local.state(), ...remote, voice: microphone.notice() })
    if (next === snapshot) return
    snapshot = next
    for (const listener of [...listeners]) listener()
  }

  /** Each call has channels of its own, and waits for no device that another one has waited for. */
  function syncCall(next: CallId | null): void {
    if (callId !== null && callId !== next) {
      channels.close()
      channels = createChannels(ports.clock)
      local.nextCall()
    }
    callId = next
  }

  function sync(plan: MediaPlan): void {
    if (closed) return
    syncCall(plan.kind === 'released' ? null : plan.callId)
    links.sync(plan)
    local.sync(plan.kind === 'released' ? null : plan.local)
    publish()
    links.catchUp()
  }

  return {
    sync,
    receive(callId, from, signal) {
      if (!closed) links.receive(callId, from, signal)
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
      await Promise.all([local.settled(), links.current()?.settled()])
    },
    close() {
      sync({ kind: 'released' })
      closed = true
      stopWatchingPage()
      links.close()
      channels.close()
      listeners.clear()
    },
  }
}
