import { type ByeReason, type Signal, sameDevice } from '@parley/protocol'
import { createPendingWork } from '../async/pendingWork.ts'
import { createSerialQueue } from '../async/serialQueue.ts'
import type { Channels } from '../channels/channels.ts'
import type { SentMedia } from '../local/localMedia.ts'
import type { ConnectedPlan } from '../mediaPlan.ts'
import { NO_REMOTE, type RemoteSnapshot } from '../mediaSnapshot.ts'
import { createPhase, type Phase } from '../phase.ts'
import type { SessionPorts, Teardown } from '../ports.ts'
import { createPeerMedia } from './media/peerMedia.ts'
import type { SeenOffers } from './negotiation/seenOffers.ts'
import { createSignalGate } from './negotiation/signalGate.ts'
import type { Unverified } from './negotiation/signing.ts'
import { createPeerEnd, type PeerEnd } from './peerEnd.ts'
import { type ConnectionPast, createConnectionMonitor } from './transport/connectionMonitor.ts'
import { createIceConfiguration } from './transport/iceConfiguration.ts'
import { openConnection } from './transport/openConnection.ts'
import { monitorSuspend } from './transport/suspendMonitor.ts'

/** How many signals may wait in the queue: more than one connection needs, few enough to hold. */
const MAX_WAITING = 128

/** How long the first link of a call may take once the call is answered, before it is replaced. Milliseconds. */
const PATIENCE_MS = 3_000

/** The start of a link. */
export interface NewLink {
  plan: ConnectedPlan
  /** `active` unless the link is made before the call is answered. */
  phase: Phase
  /** What the links before it have gone through, if the link replaces another of the same call. */
  past: ConnectionPast
}

/** The surroundings of a link. */
export interface PeerLinkOptions extends NewLink {
  ports: SessionPorts
  /** The channels of the call, to be carried by this connection. */
  channels: Pick<Channels, 'attach' | 'budget'>
  /** What all links of this page share, because an offer may come again after its connection was closed. */
  offers: SeenOffers
  /** Resolves once camera and microphone are open or refused. */
  devicesSettled(): Promise<void>
  /** Called when `state` may return something else than before, or something else may be sent. */
  changed(): void
}

/** The one connection to one remote device, from the plan for it until it is closed. A closed link is never used again. */
export interface PeerLink {
  readonly plan: ConnectedPlan
  /** True if this link is the one that the plan asks for. */
  serves(plan: ConnectedPlan): boolean
  /** Takes a signal that came by the server. */
  receive(signal: Signal): void
  /** Sends these tracks from now on, and tells the other side about them. For an active link. */
  sendMedia(sent: SentMedia): void
  state(): RemoteSnapshot
  /** What a link that replaces this one has to know. */
  past(): Pick<ConnectionPast, 'connectingSince' | 'refusals'>
  settled(): Promise<void>
  /** Moves on to this phase; a step back does nothing. */
  advance(to: Phase): void
  /** Tells the other side that this page is closing; nothing else changes. */
  pageGoes(): void
  /** Tells the other side that this side ends the call, if it can, and closes. Resolves once it is closed. */
  leave(): Promise<void>
  /** Closes at once. */
  close(): void
}

/** Starts to connect. A link that replaces an earlier attempt tells the other side first. */
export function createPeerLink(options: PeerLinkOptions): PeerLink {
  const { plan, past, ports, channels, changed } = options
  const { callId, remote, role, attempt, byHand = false } = plan
  const phase = createPhase(options.phase)
  const isActive = () => phase.reached('active')
  const pendingWork = createPendingWork()
  // A description that the browser cannot apply leaves the connection as it was.
  const queue = createSerialQueue(pendingWork, () => monitor.refused())
  const monitor = createConnectionMonitor({
    ...{ clock: ports.clock, phase, past, patient: byHand, changed, restart, another: askForAnother },
    lastHeard: () => media.lastHeard(),
    over(reason) {
      if (reason === 'gone') left('hangup')
      else giveUp(reason)
    },
  })
  const media = createPeerMedia({
    ...{ clock: ports.clock, createStream: ports.media.createStream, changed },
    // A call with a veil is veiled until the other side says otherwise.
    veiled: plan.local.veiled !== undefined,
    isConnected: () => monitor.state().connection === 'connected',
  })
  const ice = createIceConfiguration(ports, plan.relayed ?? false, pendingWork, (config) => end?.restart(config))
  const takeSignal = createSignalGate(phase, role, enqueue)
  const stopWatchingNetwork = ports.onNetworkChange(monitor.networkChanged)
  // After suspension the machine may be in another network, or the path may be closed.
  const stopMonitoringSuspend = monitorSuspend(ports.clock, monitor.networkChanged)
  let end: PeerEnd | null = null
  let sent: SentMedia | null = null
  /** True if the two could connect before the call was answered. */
  let couldConnect = options.phase === 'standby'
  /** Signals that wait in the queue. */
  let waiting = 0
  /** The reason to give if this side ends the call now; null once the other side has ended it. */
  let byeReason: ByeReason | null = 'hangup'
  /** Nothing happens any more, except a goodbye that is being sent. */
  let stopped = false
  let closed = false
  let cancelPatience: Teardown = () => {}
  let resolveClosed = () => {}
  const whenClosed = new Promise<void>((resolve) => {
    resolveClosed = resolve
  })

  async function open(): Promise<void> {
    const config = await ice.get()
    // A browser tells its own addresses only to a page that may use the microphone.
    if (byHand) await options.devicesSettled()
    else if (!phase.reached('standby')) await Promise.race([options.devicesSettled(), whenOnStandby()])
    if (stopped) return
    end = createPeerEnd({
      ...{ connection: openConnection(ports, config), plan, ports, phase, queue, monitor, media, channels },
      offers: options.offers,
      ...{ received: takeSignal, left, flooded, unverified },
    })
    if (sent) end.sendMedia(sent)
  }

  const whenOnStandby = () => new Promise<void>((resolve) => phase.when('standby', resolve))

  function restart(): void {
    // Outside the queue: an offer of the other side must not wait for the ICE servers.
    pendingWork.start(async () => {
      const config = await ice.get()
      if (!stopped) end?.restart(config)
    })
  }

  function enqueue(signal: Signal): void {
    if (signal.type === 'away') monitor.peerAway()
    if ((signal.type !== 'description' && signal.type !== 'candidates') || waiting >= MAX_WAITING) return
    waiting += 1
    queue.run(async () => {
      try {
        await end?.receive(signal)
      } finally {
        waiting -= 1
      }
    })
  }

  /**
   * True if the preconnected link must be replaced: a responder has no offer; an initiator is not connected, unless it
   * has its answer and could not connect before.
   */
  function isInVain(): boolean {
    // A person may be deciding about the description that waits.
    if (waiting > 0) return false
    const described = end?.described() ?? false
    return role === 'responder' ? !described : !(monitor.wasUp() || (!couldConnect && described))
  }

  function askForAnother(): void {
    ports.renewed(callId, attempt + 1)
  }

  function startPatience(): void {
    cancelPatience = ports.clock.setTimeout(() => isInVain() && askForAnother(), PATIENCE_MS)
  }

  function giveUp(reason: 'lost' | 'failed'): void {
    byeReason = reason
    ports.mediaLost(callId, reason)
  }

  /** The other side ended the call. */
  function left(reason: ByeReason): void {
    if (!isActive()) close()
    if (stopped || byeReason === null) return
    byeReason = null
    monitor.close()
    ports.peerLeft(callId, reason)
  }

  /** A description was not verified: nothing more is received, and nothing sent but a goodbye. */
  function unverified(why: Unverified): void {
    if (stopped) return
    // Before the answer the link closes and the call goes on; the next link finds out for itself.
    if (!isActive()) {
      close()
      return
    }
    // Only one who is refuted may be somebody else. That this side could not check says nothing about the other.
    const wasUp = monitor.wasUp() || past.lostSince !== null
    const reason = why === 'refuted' ? 'insecure' : wasUp ? 'lost' : 'failed'
    byeReason = reason
    void leave()
    ports.mediaLost(callId, reason)
  }

  /** The other side sends more than it may: nothing more is received, and it is told that the call has failed. */
  function flooded(): void {
    if (stopped) return
    // Before the answer the link closes and the call goes on ringing.
    if (!isActive()) {
      close()
      return
    }
    byeReason = 'failed'
    void leave()
    ports.mediaLost(callId, 'failed', 'flooded')
  }

  function stop(): void {
    stopped = true
    // First: nothing that is seen or heard leaves any more, whatever else takes time.
    media.close()
    cancelPatience()
    queue.close()
    monitor.close()
    stopWatchingNetwork()
    stopMonitoringSuspend()
    ice.close()
  }

  function close(): void {
    if (closed) return
    closed = true
    stop()
    end?.close()
    resolveClosed()
  }

  function leave(): Promise<void> {
    if (!isActive()) close()
    if (stopped) return whenClosed
    stop()
    if (end && byeReason) void end.leave(byeReason).then(close)
    else close()
    return whenClosed
  }

  if (attempt > 0) ports.send(callId, remote, { type: 'renew', attempt })
  queue.run(open)
  if (!isActive()) phase.when('active', () => (stopped ? askForAnother() : startPatience()))
  else if (role === 'responder' && attempt === 0 && !byHand) startPatience()

  return {
    plan,
    serves: (other) =>
      other.callId === callId &&
      other.attempt === attempt &&
      other.role === role &&
      (other.relayed ?? false) === (plan.relayed ?? false) &&
      sameDevice(other.remote, remote),
    receive(signal) {
      monitor.doubted()
      takeSignal(signal)
    },
    sendMedia(next) {
      sent = next
      if (!stopped) end?.sendMedia(next)
    },
    state: () => (isActive() ? { ...media.state(), ...monitor.state() } : NO_REMOTE),
    past: () => ({ connectingSince: monitor.connectingSince(), refusals: monitor.state().refusals }),
    // The promises of a closed connection may never settle (WebRTC §4.4.1.2).
    settled: () => Promise.race([pendingWork.settled(), whenClosed]),
    advance(to) {
      couldConnect ||= to === 'standby' && !isActive()
      phase.advance(to)
    },
    pageGoes() {
      if (stopped || !isActive()) return
      // A call by codes cannot be resumed after a reload.
      if (byHand) void leave()
      else if (end) end.away()
      else ports.send(callId, remote, { type: 'away', attempt })
    },
    leave,
    close,
  }
}
