import type { CallId, DeviceRef, MediaState } from '@parley/protocol'

/**
 * The media that this side wishes to send. It does not say who may see it.
 * `microphone`, `camera`: whether the device is open; without a camera its light is off, and the other side is told.
 * `screen`: whether the screen is sent instead of the camera.
 */
export interface LocalWish extends Omit<MediaState, 'veiled'> {
  /** The microphone stays open but silent. */
  muted: boolean
  /** Chosen device; null is the browser's default. */
  microphoneId: string | null
  /** Chosen device; null is the browser's default. */
  cameraId: string | null
  /** Send little, at the cost of the picture. */
  lessData: boolean
  /** Send the camera however weak the connection is. */
  insistOnVideo: boolean
  /**
   * While either side wishes this, pictures leave so coarse that nobody can be recognised. Absent: this call has no veil.
   * False: this side agrees to be seen.
   */
  veiled?: MediaState['veiled']
}

/** The media that should exist now: total, comparable and serialisable. It does not know why. */
export type MediaPlan =
  | ({ kind: 'released' } & Parting)
  | ({ kind: 'preview'; callId: CallId; local: LocalWish } & Parting)
  | {
      /** The call rings: links are made before it is answered, and nothing is heard or seen on them. */
      kind: 'preconnect'
      callId: CallId
      /**
       * Devices that may learn no address yet: the offer leaves without addresses, and the answer and all candidates but
       * relayed ones are withheld until the call is answered.
       */
      withheld: readonly DeviceRef[]
      /** Devices to connect to at once. */
      standby: readonly DeviceRef[]
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
      /** The other side must not learn this device's addresses: all media goes through a TURN server, if there is one. */
      relayed?: boolean
      /**
       * People carry the first descriptions to each other, so that connecting takes as long as they need; later signals go
       * over the connection itself. Absent means false.
       */
      byHand?: boolean
      local: LocalWish
    }

/** How the previous connection ends. */
interface Parting {
  /** The other side is told nothing: the call goes on there, with another device. */
  silent?: boolean
}

/** The plan in which a connection exists. */
export type ConnectedPlan = Extract<MediaPlan, { kind: 'connected' }>

/** The initiator makes the first offer; the responder is the polite peer. */
export type Role = 'initiator' | 'responder'
