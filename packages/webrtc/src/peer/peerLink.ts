import { type ByeReason, type Signal, sameDevice } from '@parley/protocol'
import type { Outgoing } from '../local/localMedia.ts'
import type { ConnectedPlan } from '../mediaPlan.ts'
import type { RemoteSnapshot } from '../mediaSnapshot.ts'
import type { SessionPorts } from '../ports.ts'
import { createSerialQueue } from '../serialQueue.ts'
import { createWork } from '../work.ts'
import { createConnectionWatch } from './connectionWatch.ts'
import { createLinkCare } from './linkCare.ts'
import { createPeerEnd, type PeerEnd } from './peerEnd.ts'
import { createRemoteMedia } from './remoteMedia.ts'
import { createVouching } from './vouching.ts'

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
  place(outgoing: Outgoing): void
  state(): RemoteSnapshot
  settled(): Promise<void>
  /** Says so to the other side if it can, then closes; resolves when that is done. */
  leave(): Promise<void>
  close(): void
}

/** Starts to connect; the time it may take runs from now. */
export function createPeerLink(plan: ConnectedPlan, ports: SessionPorts, changed: () => void): PeerLink {
  const work = createWork()
  const queue = createSerialQueue(work)
  const remote = createRemoteMedia(ports.clock, ports.media.createStream, changed)
  const vouching = createVouching(ports.guard, plan, refuse)
  const watch = createConnectionWatch(ports.clock, {
    restart,
    over(reason) {
      farewell = reason
      ports.mediaLost(plan.callId, reason)
    },
    changed,
  })
  const care = createLinkCare(ports.clock, () => watch.state().connection === 'connected', changed)
  const stopWatchingNetwork = ports.onNetworkChange(watch.networkChanged)
  let end: PeerEnd | null = null
  let outgoing: Outgoing | null = null
  let waiting = 0
  /** As what this side would end the call now; null once the other side has ended it. */
  let farewell: ByeReason | null = 'hangup'
  /** Nothing more is done, at most something last is said. */
  let over = false
  let closeNow = () => end?.close()
  let closed = false
  let tellClosed = () => {}
  const whenClosed = new Promise<void>((resolve) => {
    tellClosed = resolve
  })

  async function configuration(): Promise<RTCConfiguration> {
    try {
      return { iceServers: await ports.iceServers(), bundlePolicy: 'max-bundle' }
    } catch {
      // Without them two devices on one network still find each other; the deadline speaks for the others.
      return { bundlePolicy: 'max-bundle' }
    }
  }

  function connect(config: RTCConfiguration): RTCPeerConnection {
    try {
      return ports.createPeerConnection(config)
    } catch {
      // A server's address this browser does not accept must not cost the call.
      return ports.createPeerConnection({ bundlePolicy: 'max-bundle' })
    }
  }

  async function open(): Promise<void> {
    const config = await configuration()
    if (over) return
    end = createPeerEnd(connect(config), {
      role: plan.role,
      ports,
      remote,
      queue,
      vouching,
      send: (signal) => ports.send(plan.callId, plan.remote, signal),
      watch,
      care,
      said: { signalled: take, left },
    })
    if (outgoing) end.place(outgoing)
  }

  function restart(): void {
    // Not in the queue: an offer of the other side must not wait for the answer about servers.
    work.start(async () => {
      const config = await configuration()
      if (!over) end?.restart(config)
    })
  }

  function take(signal: Signal): void {
    if (waiting >= MAX_WAITING) return
    waiting += 1
    queue.run(async () => {
      waiting -= 1
      await end?.receive(signal)
    })
  }

  function left(reason: ByeReason): void {
    if (over || farewell === null) return
    farewell = null
    watch.close()
    ports.peerLeft(plan.callId, reason)
  }

  function stop(): void {
    over = true
    queue.close()
    watch.close()
    care.close()
    stopWatchingNetwork()
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
    if (over) return whenClosed
    stop()
    if (end && farewell) closeNow = end.leave(farewell, close)
    else close()
    return whenClosed
  }

  /** Nothing more comes, and nothing leaves but a last word; that the call is over is for others to say. */
  function refuse(): void {
    if (over) return
    farewell = 'insecure'
    void leave()
    ports.mediaLost(plan.callId, 'insecure')
  }

  queue.run(open)

  return {
    plan,
    serves: (other) =>
      other.callId === plan.callId && other.role === plan.role && sameDevice(other.remote, plan.remote),
    receive(signal) {
      watch.doubted()
      take(signal)
    },
    place(next) {
      outgoing = next
      if (!over) end?.place(next)
    },
    state: () => ({ ...remote.state(), ...watch.state(), ...care.state() }),
    // What a closed connection was still doing may never come to an end (WebRTC §4.4.1.2: its promises stay open).
    settled: () => Promise.race([work.settled(), whenClosed]),
    leave,
    close,
  }
}
