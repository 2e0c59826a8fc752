import type { ByeReason, CallId, DeviceRef, MediaLoss } from '@parley/protocol'
import { createFakeClock, type FakeClock } from '@parley/protocol/testing'
import { type CallSession, createCallSession } from '../callSession.ts'
import type { SessionPorts } from '../ports.ts'
import { FakeMedia } from './fakeMedia.ts'
import { FakeNetwork } from './fakeNetwork.ts'
import type { FakePeerConnection } from './fakePeerConnection.ts'
import { FakeSigner } from './fakeSigner.ts'
import { flush } from './flush.ts'
import { createWire, type Wire } from './wire.ts'

/** One device of a fake world, with everything around its session. */
export interface FakeParty {
  readonly device: DeviceRef
  readonly media: FakeMedia
  readonly signer: FakeSigner
  readonly session: CallSession
  readonly ports: SessionPorts
  /** The calls for which the engine gave up on media. */
  readonly lost: Array<{ callId: CallId; reason: MediaLoss; because?: 'flooded' }>
  /** The calls that the other side has ended. */
  readonly left: Array<{ callId: CallId; reason: ByeReason }>
  /** The devices that answered, by their preconnected links. */
  readonly accepted: Array<{ callId: CallId; by: DeviceRef }>
  /** The connections that the other side has begun anew. */
  readonly renewals: Array<{ callId: CallId; attempt: number }>
  /** The listeners for another network. */
  readonly networkListeners: Set<() => void>
  /** The listeners for the page to close. */
  readonly pageListeners: Set<() => void>
  readonly screenEnds: { count: number }
  /** Its connections, the latest last. */
  readonly connections: FakePeerConnection[]
}

/** Sessions that can reach each other over a wire and a network, on one clock. */
export interface FakeWorld {
  readonly clock: FakeClock
  readonly network: FakeNetwork
  readonly wire: Wire
  join(userId: string, overrides?: Partial<SessionPorts>): FakeParty
  /** Lets this much time pass, in small steps, delivering what the wire lets through. */
  run(ms?: number): Promise<void>
  /** Closes every session, and answers every prompt and verification that is still open. */
  close(): Promise<void>
}

const STEP_MS = 50

/** Creates an empty world. */
export function createFakeWorld(): FakeWorld {
  const clock = createFakeClock()
  const network = new FakeNetwork()
  const wire = createWire()
  const parties: FakeParty[] = []
  let ids = 0

  return {
    clock,
    network,
    wire,
    join(userId, overrides = {}) {
      const device = { userId, deviceId: `${userId}-device-0123456789` }
      const media = new FakeMedia()
      const signer = new FakeSigner(device)
      const lost: FakeParty['lost'] = []
      const left: FakeParty['left'] = []
      const accepted: FakeParty['accepted'] = []
      const renewals: FakeParty['renewals'] = []
      const pageListeners: FakeParty['pageListeners'] = new Set()
      const networkListeners: FakeParty['networkListeners'] = new Set()
      const screenEnds = { count: 0 }
      const connections: FakePeerConnection[] = []
      const ports: SessionPorts = {
        media,
        clock,
        createPeerConnection(config) {
          const connection = network.createPeerConnection(config)
          connections.push(...network.connections.slice(-1))
          return connection
        },
        iceServers: async () => ({ servers: [], renewAt: null }),
        signer,
        send: (callId, to, signal) => wire.send({ callId, from: device, to, signal }),
        mediaLost: (callId, reason, because) => void lost.push({ callId, reason, ...(because && { because }) }),
        peerLeft: (callId, reason) => void left.push({ callId, reason }),
        accepted: (callId, by) => void accepted.push({ callId, by }),
        renewed: (callId, attempt) => void renewals.push({ callId, attempt }),
        onPageHide(listener) {
          pageListeners.add(listener)
          return () => void pageListeners.delete(listener)
        },
        onNetworkChange(listener) {
          networkListeners.add(listener)
          return () => void networkListeners.delete(listener)
        },
        screenEnded: () => {
          screenEnds.count += 1
        },
        randomId: () => {
          ids += 1
          return `id${ids}`
        },
        ...overrides,
      }
      const session = createCallSession(ports)
      wire.join(device, session.receive)
      const party = {
        ...{ device, media, signer, session, ports, lost, left, accepted, renewals },
        ...{ networkListeners, pageListeners, screenEnds, connections },
      }
      parties.push(party)
      return party
    },
    async run(ms = 500) {
      for (let passed = 0; passed < ms; passed += STEP_MS) {
        await flush()
        wire.deliver()
        await flush()
        clock.advance(STEP_MS)
      }
      await flush()
    },
    async close() {
      for (const { session } of parties) session.close()
      for (const { media, signer } of parties) {
        media.manual = false
        media.wake()
        media.grant()
        signer.release()
      }
      await flush()
    },
  }
}
