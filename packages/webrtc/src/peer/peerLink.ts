import { type ByeReason, type Signal, sameDevice } from '@parley/protocol'
import { createPendingWork } from '../async/pendingWork.ts'
import { createSerialQueue } from '../async/serialQueue.ts'
import type { Channels } from '../channels/channels.ts'
import type { SentMedia } from '../local/localMedia.ts'
import type { ConnectedPlan } from '../mediaPlan.ts'
import { NO_REMOTE, type RemoteSnapshot } from '../mediaSnapshot.ts'
import { createPhase, type Phase } from '../phase.ts'
import type { SessionPorts, Teardown } from '../ports.ts'
import { createMediaController } from './bandwidth/mediaController.ts'
import type { MediaState } from './media/controlChannel.ts'
import { createRemoteMedia } from './media/remoteMedia.ts'
import { createSignalGate } from './negotiation/signalGate.ts'
import { createSigning } from './negotiation/signing.ts'
import { createPeerEnd, type PeerEnd } from './peerEnd.ts'
import { createConnectionMonitor } from './transport/connectionMonitor.ts'
import { createIceConfiguration } from './transport/iceConfiguration.ts'
import { openConnection } from './transport/openConnection.ts'
import { monitorSuspend } from './transport/suspendMonitor.ts'

/** Signals that may wait while a description is checked: more than one connection needs, few enough to hold. */
const MAX_WAITING = 128

/** The one connection to one remote device, from the wish for it until it is closed; never used again after that. */
export interface PeerLink {
  readonly plan: ConnectedPlan
  /** Whether this link is what the plan asks for. */
  serves(plan: ConnectedPlan): boolean
  /** Something came by way of the server. */
  receive(signal: Signal): void
  /** Sends these tracks from now on, and tells the other side about them. */
  sendMedia(sent: SentMedia): void
  state(): RemoteSnapshot
  settled(): Promise<void>
  /** Says that this page goes; nothing else changes. */
  pageGoes(): void
  /** Says so to the other side if it can, then closes; resolves when that is done. */
  leave(): Promise<void>
  close(): void
  /** Moves on to this phase; a step back does nothing. */
  advance(to: Phase): void
}

/** How long the first link of a call may take once the call is answered, before it is replaced. Milliseconds. */
const PATIENCE_MS = 3_000

/**
 * Starts to connect; the time it may take runs from now. One that takes the place of another says so first.
 *
 * @param lostSince since when the two have been apart, by the clock of the ports; null for the first of a call
 * @param channels those of the call, to be carried by this connection
 * @param initial `active` unless the link is made before the call is answered
 * @param devicesSettled resolves once camera and microphone are open or refused
 */
export function createPeerLink(
  plan: ConnectedPlan,
  ports: SessionPorts,
  changed: () => void,
  lostSince: number | null,
  channels: Pick<Channels, 'attach'>,
  devicesSettled: () => Promise<void> = async () => {},
  initial: Phase = 'active',
): PeerLink {
  const phase = createPhase(initial)
  const bornWithheld = initial === 'withheld'
  const isActive = () => phase.reached('active')
  const pendingWork = createPendingWork()
  const queue = createSerialQueue(pendingWork)
  // Where pictures are veiled at all, they are until the other side has said that it wants them otherwise.
  const remote = createRemoteMedia(ports.clock, ports.media.createStream, changed, plan.local.veiled !== undefined)
  const signing = createSigning(ports.signer, plan, refuse)
  const monitor = createConnectionMonitor({
    ...{ clock: ports.clock, phase, lostSince, patient: plan.byHand ?? false, changed, restart },
    lastHeard: () => mediaController.lastHeard(),
    over(reason) {
      if (reason === 'gone') left('hangup')
      else giveUp(reason)
    },
  })
  const ice = createIceConfiguration(ports, plan.relayed ?? false, pendingWork, (config) => end?.restart(config))
  const mediaController = createMediaController(
    ports.clock,
    () => monitor.state().connection === 'connected',
    () => remote.state().remote.veiled,
    changed,
  )
  const stopWatchingNetwork = ports.onNetworkChange(monitor.networkChanged)
  // Where it was before it slept, there may be another network now, or the way through it may be closed.
  const stopMonitoringSuspend = monitorSuspend(ports.clock, monitor.networkChanged)
  let end: PeerEnd | null = null
  let sent: SentMedia | null = null
  const gate = createSignalGate(phase, plan.role, take)
  let waiting = 0
  /** As what this side would end the call now; null once the other side has ended it. */
  let farewell: ByeReason | null = 'hangup'
  /** Nothing more is done, at most something last is said. */
  let over = false
  let closeNow = () => end?.close()
  let closed = false
  let cancelPatience: Teardown = () => {}
  let tellClosed = () => {}
  const whenClosed = new Promise<void>((resolve) => {
    tellClosed = resolve
  })

  async function open(): Promise<void> {
    const config = await ice.get()
    // A browser tells its true addresses only to a page that may use the microphone.
    if (plan.byHand) await devicesSettled()
    else if (!phase.reached('standby')) await Promise.race([devicesSettled(), onStandby()])
    if (over) return
    end = createPeerEnd(openConnection(ports, config), {
      role: plan.role,
      attempt: plan.attempt,
      byHand: plan.byHand ?? false,
      phase,
      ports,
      remote,
      queue,
      signing,
      send: tell,
      monitor,
      mediaController,
      channels,
      said: { told, signalled: gate, left },
    })
    if (sent) end.sendMedia(sent)
  }

  function told(media: MediaState): void {
    remote.told(media)
    if (!isActive()) ports.accepted?.(plan.callId, plan.remote)
  }

  function restart(): void {
    // Not in the queue: an offer of the other side must not wait for the answer about servers.
    pendingWork.start(async () => {
      const config = await ice.get()
      if (!over) end?.restart(config)
    })
  }

  function tell(signal: Signal): void {
    // Nobody carries anything by hand in a call.
    if (plan.byHand && monitor.wasUp()) return
    ports.send(plan.callId, plan.remote, signal)
  }

  function take(signal: Signal): void {
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

  const onStandby = () => new Promise<void>((resolve) => phase.when('standby', resolve))

  /**
   * True if the preconnected link must be replaced: a responder has no offer; an initiator is not connected, unless it was
   * born withheld and has its answer.
   */
  function isInVain(): boolean {
    // A person may be deciding about the description that waits.
    if (waiting > 0) return false
    const described = end?.described() ?? false
    return plan.role === 'responder' ? !described : !(monitor.wasUp() || (bornWithheld && described))
  }

  const another = () => ports.renewed(plan.callId, plan.attempt + 1)
  function beImpatient(): void {
    cancelPatience = ports.clock.setTimeout(() => isInVain() && another(), PATIENCE_MS)
  }

  function giveUp(reason: 'lost' | 'failed'): void {
    farewell = reason
    ports.mediaLost(plan.callId, reason)
  }

  function left(reason: ByeReason): void {
    if (!isActive()) close()
    if (over || farewell === null) return
    farewell = null
    monitor.close()
    ports.peerLeft(plan.callId, reason)
  }

  function stop(): void {
    over = true
    cancelPatience()
    queue.close()
    monitor.close()
    mediaController.close()
    stopWatchingNetwork()
    stopMonitoringSuspend()
    ice.close()
    remote.close()
  }

  function close(): void {
    if (closed) return
    closed = true
    stop()
    closeNow()
    tellClosed()
  }

  function leave(): Promise<void> {
    if (!isActive()) close()
    if (over) return whenClosed
    stop()
    if (end && farewell) closeNow = end.leave(farewell, close)
    else close()
    return whenClosed
  }

  /** Nothing more comes, and nothing leaves but a last word; that the call is over is for others to say. */
  function refuse(): void {
    if (over) return
    // The call itself goes its own way, and finds out for itself who is there.
    if (!isActive()) {
      close()
      return
    }
    farewell = 'insecure'
    void leave()
    ports.mediaLost(plan.callId, 'insecure')
  }

  if (plan.attempt > 0) tell({ type: 'renew', attempt: plan.attempt })
  queue.run(open)
  if (!isActive()) phase.when('active', () => (over ? another() : beImpatient()))
  else if (plan.role === 'responder' && plan.attempt === 0 && !plan.byHand) beImpatient()

  return {
    plan,
    serves: (other) =>
      other.callId === plan.callId &&
      other.attempt === plan.attempt &&
      other.role === plan.role &&
      (other.relayed ?? false) === (plan.relayed ?? false) &&
      sameDevice(other.remote, plan.remote),
    receive(signal) {
      monitor.doubted()
      gate(signal)
    },
    sendMedia(next) {
      sent = next
      if (!over) end?.sendMedia(next)
    },
    state: () => (isActive() ? { ...remote.state(), ...monitor.state(), ...mediaController.state() } : NO_REMOTE),
    // What a closed connection was still doing may never come to an end (WebRTC §4.4.1.2: its promises stay open).
    settled: () => Promise.race([pendingWork.settled(), whenClosed]),
    pageGoes() {
      if (over || !isActive()) return
      // Nobody could bring this page back into the call.
      if (plan.byHand) void leave()
      else if (end) end.away()
      else tell({ type: 'away', attempt: plan.attempt })
    },
    leave,
    close,
    advance: phase.advance,
  }
}
