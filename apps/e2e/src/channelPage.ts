import { systemClock } from '@parley/protocol'
import { browserPorts, type CallSession, createCallSession, type MediaPlan, type Role } from '@parley/webrtc'

declare global {
  interface Window {
    /** Two sessions of the engine that exchange signals without a server, and have no camera or microphone. */
    sides: [CallSession, CallSession]
    /** Connects the two; a higher attempt connects them again, as after a reload. */
    connectSides(attempt: number): void
  }
}

const devices = ['ada', 'bob'].map((userId) => ({ userId, deviceId: `${userId}-device-0123456789` }))
const [ada, bob] = devices
if (!ada || !bob) throw new Error('Nobody is there')

const local = {
  ...{ microphone: false, camera: false, muted: false, microphoneId: null, cameraId: null },
  ...{ screen: false, lessData: false, insistOnVideo: false },
}
const plan = (role: Role, remote: typeof ada, attempt: number): MediaPlan => ({
  ...{ kind: 'connected', callId: 'call-0000000000000001', remote, role, attempt, local },
})

/** @param other returns the other session; called only when a signal is sent, when both exist */
const create = (me: typeof ada, other: () => CallSession) =>
  createCallSession({
    ...browserPorts(),
    clock: systemClock,
    iceServers: async () => ({ servers: [], renewAt: null }),
    signer: {
      sign: async () => ({ identity: { root: '', certificates: [], revocations: null }, signature: '' }),
      verify: async () => true,
    },
    send: (callId, _to, signal) => queueMicrotask(() => other().receive(callId, me, signal)),
    mediaLost: () => undefined,
    peerLeft: () => undefined,
    renewed: () => undefined,
    screenEnded: () => undefined,
  })

window.sides = [create(ada, () => window.sides[1]), create(bob, () => window.sides[0])]
window.connectSides = (attempt) => {
  window.sides[0].sync(plan('initiator', bob, attempt))
  window.sides[1].sync(plan('responder', ada, attempt))
}
