import { type ByeReason, type Signal, sameDevice } from '@parley/protocol'
import { createPendingWork } from '../async/pendingWork.ts'
import { createSerialQueue } from '../async/serialQueue.ts'
import type { Channels } from '../channels/channels.ts'
import type { SentMedia } from '../local/localMedia.ts'
import type { ConnectedPlan } from '../mediaPlan.ts'
import { NO_REMOTE, type RemoteSnapshot } from '../mediaSnapshot.ts'
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
  /** The two may connect. */
  release(): void
  /** The call is answered by this device: what was made while it rang is used from now on. Once. */
  wake(): void
}

/** A link that is made while it rings. */
export interface WarmLink {
  /** Until `release` nothing leaves that leads to this device (a relay's address at most), and of the other side nothing is looked at but its offer. */
  held: boolean
  /** The device at the other end says by its first word about media that it has taken the call. */
  accepted(): void
}

/** How long the first of a call may take once it is needed, before another is tried. Milliseconds. */
const PATIENCE_MS = 3_000

/**
 * Starts to connect; the time it may take runs from now. One that takes the place of another says so first.
 *
 * @param lostSince since when the two have been apart, by the clock of the ports; null for the first of a call
 * @param channels those of the call, to be carried by this connection
 * @param warm for one that is made while it rings: until it is woken nothing is heard or seen on it, and nobody is told what becomes of it
 * @param devicesSettled resolves once camera and microphone are open or refused
 */
export function createPeerLink(
  plan: ConnectedPlan,
  ports: SessionPorts,
  changed: () => void,
  lostSince: number | null,
  channels: Pick<Channels, 'attach'>,
  devicesSettled: () => Promise<void> = async () => {},
  warm: WarmLink | null = null,
): PeerLink {
  const pendingWork = createPendingWork()
  const queue = createSerialQueue(pendingWork)
  // Where pictures are veiled at all, they are until the other side has said that it wants them otherwise.
  const remote = createRemoteMedia(ports.clock, ports.media.createStream, changed, plan.local.veiled !== undefined)
  const signing = createSigning(ports.signer, plan, refuse)
  const monitor = createConnectionMonitor(
    ports.clock,
    {
      restart,
      lastHeard: () => mediaController.lastHeard(),
      over(reason) {
        if (reason === 'gone') left('hangup')
        else giveUp(reason)
      },
      changed,
    },
    lostSince,
    plan.byHand,
    warm !== null,
  )
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
  const gate = createSignalGate(warm?.held ?? false, plan.role, take)
  let waiting = 0
  /** As what this side would end the call now; null once the other side has ended it. */
  let farewell: ByeReason | null = 'hangup'
  /** Nothing more is done, at most something last is said. */
  let over = false
  let closeNow = () => end?.close()
  let closed = false
  let asleep = warm !== null
  let cancelPatience: Teardown = () => {}
  let tellClosed = () => {}
  const whenClosed = new Promise<void>((resolve) => {
    tellClosed = resolve
  })

  async function open(): Promise<void> {
    const config = await ice.get()
    // A browser tells its true addresses only to a page that may use the microphone.
    if (plan.byHand) await devicesSettled()
    else if (!gate.isOpen()) await Promise.race([devicesSettled(), gate.opened])
    if (over) return
    end = createPeerEnd(openConnection(ports, config), {
      role: plan.role,
      attempt: plan.attempt,
      byHand: plan.byHand ?? false,
      asleep,
      held: !gate.isOpen(),
      ports,
      remote,
      queue,
      signing,
      send: tell,
      monitor,
      mediaController,
      channels,
      said: { told, signalled: gate.take, left },
    })
    if (sent && !asleep) end.sendMedia(sent)
  }

  function told(media: MediaState): void {
    remote.told(media)
    if (asleep) warm?.accepted()
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

  function release(): void {
    end?.release()
    gate.open()
  }

  /**
   * What was made while it rang has had its time, or what it waited for has not come. What a responder waits for may have
   * gone to the page before this one, and have been answered there.
   */
  function isInVain(): boolean {
    // A person may be asked about it.
    if (waiting > 0) return false
    const described = end?.described() ?? false
    return plan.role === 'responder' ? !described : !(monitor.wasUp() || (warm?.held && described))
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
    if (asleep) close()
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
    if (asleep) close()
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
    if (asleep) {
      close()
      return
    }
    farewell = 'insecure'
    void leave()
    ports.mediaLost(plan.callId, 'insecure')
  }

  if (plan.attempt > 0) tell({ type: 'renew', attempt: plan.attempt })
  queue.run(open)
  if (plan.role === 'responder' && plan.attempt === 0 && !plan.byHand && !asleep) beImpatient()

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
      gate.take(signal)
    },
    sendMedia(next) {
      sent = next
      if (!over && !asleep) end?.sendMedia(next)
    },
    state: () => (asleep ? NO_REMOTE : { ...remote.state(), ...monitor.state(), ...mediaController.state() }),
    // What a closed connection was still doing may never come to an end (WebRTC §4.4.1.2: its promises stay open).
    settled: () => Promise.race([pendingWork.settled(), whenClosed]),
    pageGoes() {
      if (over || asleep) return
      // Nobody could bring this page back into the call.
      if (plan.byHand) void leave()
      else if (end) end.away()
      else tell({ type: 'away', attempt: plan.attempt })
    },
    leave,
    close,
    release,
    wake() {
      if (!asleep) return
      asleep = false
      release()
      // It came to nothing; nobody has noticed.
      if (over) return another()
      monitor.wake()
      end?.wake()
      beImpatient()
    },
  }
}
