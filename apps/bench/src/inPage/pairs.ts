import { browserPorts, type CallSession, createCallSession, type MediaPlan, type SessionPorts } from '@parley/webrtc'
import type { Address } from '../slownet/index.ts'

/** The two lines that are compared: the engine's `inputs` channel and a reliable ordered channel. */
export type LineName = 'inputs' | 'reliable'

/** Tells the relay that a side is at `at`. Resolves to the address at which the other side reaches it. */
export type Expose = (line: LineName, side: 0 | 1, at: Address) => Promise<Address>

/** Milliseconds since the epoch with fractions; both sides share this clock, because they are in one page. */
export const now = () => performance.timeOrigin + performance.now()

const CALL = 'bench-0000000000000001'
const devices = [0, 1].map((side) => ({ userId: `side${side}`, deviceId: `device-0000000000000${side}` }))

/** Replaces a candidate's address by the relay's; null for a candidate that is not UDP, IPv4 and host. */
async function throughRelay(candidate: string, expose: (at: Address) => Promise<Address>): Promise<string | null> {
  const [foundation, component, transport, priority, ip, port, ...rest] = candidate.split(' ')
  if (transport?.toLowerCase() !== 'udp' || !ip || !/^[\d.]+$/.test(ip) || rest[1] !== 'host') return null
  const door = await expose({ ip, port: Number(port) })
  return [foundation, component, transport, priority, door.ip, door.port, ...rest].join(' ')
}

const withoutCandidates = (sdp: string) => sdp.replace(/a=(candidate:|end-of-candidates).*\r\n/g, '')

/** Creates two sessions of the engine in one page and one call, connected over the relay, without media. */
export function connectSessions(expose: Expose): [CallSession, CallSession] {
  const sessions: CallSession[] = []
  const create = (side: 0 | 1) => {
    const other = side === 0 ? 1 : 0
    const send: SessionPorts['send'] = async (callId, _to, signal) => {
      const from = devices[side]
      if (!from) return
      if (signal.type === 'description') {
        const { type, sdp } = signal.description
        sessions[other]?.receive(callId, from, { ...signal, description: { type, sdp: withoutCandidates(sdp) } })
      } else if (signal.type === 'candidates') {
        for (const one of signal.candidates) {
          const candidate = await throughRelay(one.candidate, (at) => expose('inputs', side, at))
          if (candidate) sessions[other]?.receive(callId, from, { ...signal, candidates: [{ ...one, candidate }] })
        }
      } else sessions[other]?.receive(callId, from, signal)
    }
    const identity = { root: '', certificates: [], revocations: null }
    return createCallSession({
      ...browserPorts(),
      clock: {
        now,
        wall: now,
        setTimeout(fn, ms) {
          const timer = setTimeout(fn, ms)
          return () => clearTimeout(timer)
        },
      },
      iceServers: async () => ({ servers: [], renewAt: null }),
      signer: { sign: async () => ({ identity, signature: '' }), verify: async () => true },
      send: (...signal) => void send(...signal),
      mediaLost: () => undefined,
      peerLeft: () => undefined,
      renewed: () => undefined,
      screenEnded: () => undefined,
    })
  }
  const pair: [CallSession, CallSession] = [create(0), create(1)]
  sessions.push(...pair)
  const [caller, callee] = devices
  if (caller && callee) {
    pair[0].sync(plan('initiator', callee))
    pair[1].sync(plan('responder', caller))
  }
  return pair
}

const plan = (role: 'initiator' | 'responder', remote: { userId: string; deviceId: string }): MediaPlan => ({
  kind: 'connected',
  callId: CALL,
  remote,
  role,
  attempt: 0,
  local: {
    ...{ microphone: false, camera: false, muted: false, microphoneId: null, cameraId: null },
    ...{ screen: false, lessData: false, insistOnVideo: false },
  },
})

/** Opens what games and chats usually use: one reliable ordered channel, on a connection of its own. */
export async function connectReliable(expose: Expose): Promise<[RTCDataChannel, RTCDataChannel]> {
  const [one, other] = [new RTCPeerConnection(), new RTCPeerConnection()]
  const connections = [one, other] as const
  const channels = connections.map((connection) =>
    connection.createDataChannel('reliable', { negotiated: true, id: 0, ordered: true }),
  )
  for (const side of [0, 1] as const) {
    connections[side].addEventListener('icecandidate', async ({ candidate: found }) => {
      if (!found?.candidate) return
      const candidate = await throughRelay(found.candidate, (at) => expose('reliable', side, at))
      if (candidate) await connections[1 - side]?.addIceCandidate({ ...found.toJSON(), candidate })
    })
  }
  const exchange = async (from: RTCPeerConnection, to: RTCPeerConnection) => {
    await from.setLocalDescription()
    const described = from.localDescription
    if (!described) throw new Error('No description')
    await to.setRemoteDescription({ type: described.type, sdp: withoutCandidates(described.sdp) })
  }
  await exchange(one, other)
  await exchange(other, one)
  const [mine, theirs] = channels
  if (!mine || !theirs) throw new Error('No channels')
  return [mine, theirs]
}
