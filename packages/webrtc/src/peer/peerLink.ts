import { type Signal, sameDevice } from '@parley/protocol'
import type { Outgoing } from '../local/localMedia.ts'
import type { ConnectedPlan } from '../mediaPlan.ts'
import type { RemoteSnapshot } from '../mediaSnapshot.ts'
import type { SessionPorts } from '../ports.ts'
import { createSerialQueue } from '../serialQueue.ts'
import { createWork } from '../work.ts'
import { createConnectionWatch } from './connectionWatch.ts'
import { createPeerEnd, type PeerEnd } from './peerEnd.ts'
import { createRemoteMedia } from './remoteMedia.ts'

/** The one connection to one remote device, from the wish for it until it is closed; never used again after that. */
export interface PeerLink {
  readonly plan: ConnectedPlan
  /** Whether this link is what the plan asks for. */
  serves(plan: ConnectedPlan): boolean
  receive(signal: Signal): void
  /** Sends these tracks from now on, and tells the other side about them. */
  place(outgoing: Outgoing): void
  state(): RemoteSnapshot
  settled(): Promise<void>
  close(): void
}

/** Starts to connect; the time it may take runs from now. */
export function createPeerLink(plan: ConnectedPlan, ports: SessionPorts, changed: () => void): PeerLink {
  const work = createWork()
  const queue = createSerialQueue(work)
  const remote = createRemoteMedia(ports.clock, ports.media.createStream, changed)
  const watch = createConnectionWatch(ports.clock, {
    restart,
    over: (reason) => ports.mediaLost(plan.callId, reason),
    changed,
  })
  let end: PeerEnd | null = null
  let outgoing: Outgoing | null = null
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
    if (closed) return
    end = createPeerEnd(connect(config), {
      role: plan.role,
      ports,
      remote,
      queue,
      send: (signal) => ports.send(plan.callId, plan.remote, signal),
      report: watch.report,
    })
    if (outgoing) end.place(outgoing)
  }

  function restart(): void {
    // Not in the queue: an offer of the other side must not wait for the answer about servers.
    work.start(async () => {
      const config = await configuration()
      if (!closed) end?.restart(config)
    })
  }

  queue.run(open)

  return {
    plan,
    serves: (other) =>
      other.callId === plan.callId && other.role === plan.role && sameDevice(other.remote, plan.remote),
    receive: (signal) => queue.run(async () => end?.receive(signal)),
    place(next) {
      outgoing = next
      end?.place(next)
    },
    state: () => ({ ...remote.state(), connection: watch.state() }),
    // What a closed connection was still doing may never come to an end (WebRTC §4.4.1.2: its promises stay open).
    settled: () => Promise.race([work.settled(), whenClosed]),
    close() {
      if (closed) return
      closed = true
      queue.close()
      watch.close()
      remote.close()
      end?.close()
      tellClosed()
    },
  }
}
