import type { CallId, DeviceRef } from '@parley/protocol'

/** What of this person's own should be open, and how; it says nothing about who may see it. */
export interface LocalWish {
  microphone: boolean
  /** False turns the light off and tells the other side. */
  camera: boolean
  /** The microphone stays open but silent. */
  muted: boolean
  /** Chosen device; null is the browser's default. */
  microphoneId: string | null
  /** Chosen device; null is the browser's default. */
  cameraId: string | null
  /** Send the screen instead of the camera. */
  screen: boolean
  /** Send little, at the cost of the picture. */
  lessData: boolean
  /** Send the camera however weak the connection is. */
  insistOnVideo: boolean
  /**
   * Until neither side wishes this any more, pictures leave so coarse that nobody can be recognised. Absent means that
   * pictures are not veiled in this call; false, that this side would be seen.
   */
  veiled?: boolean
}

/** What media should exist now: total, comparable and serialisable. It does not know why. */
export type MediaPlan =
  | ({ kind: 'released' } & Parting)
  | ({ kind: 'preview'; callId: CallId; local: LocalWish } & Parting)
  | {
      kind: 'warm'
      callId: CallId
      /** Connections come up to these devices that ring, or to the one that calls; nothing is heard or seen on them. */
      remotes: readonly DeviceRef[]
      /**
       * With these, connections are prepared: the offer travels without an address in it, its answer is made, both sides find
       * out how they can be reached, and all that is held back until the call is answered.
       */
      prepared: readonly DeviceRef[]
      role: Role
      local: LocalWish
    }
  | {
      kind: 'connected'
      callId: CallId
      remote: DeviceRef
      role: Role
      /** Which connection of the call it is, from 0: each reload of either side makes another. */
      attempt: number
      /** The other side shall not learn this device's addresses: everything passes through a TURN server, if there is one. */
      relayed?: boolean
      /**
       * People carry the first descriptions to each other, so that it takes as long as they need; once it is up,
       * everything goes over the connection itself. Absent means false.
       */
      byHand?: boolean
      local: LocalWish
    }

/** How the connection there was ends. */
interface Parting {
  /** The other side is told nothing: the call goes on there, with another device. */
  silent?: boolean
}

/** The plan in which a connection exists. */
export type ConnectedPlan = Extract<MediaPlan, { kind: 'connected' }>

/** Who makes the first offer (the initiator); the responder is the polite peer. */
export type Role = 'initiator' | 'responder'
