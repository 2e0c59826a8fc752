import type { CallId, DeviceRef, Signal } from '@parley/protocol'
import type { Signer } from '@parley/webrtc'
import type { SimConnection } from '../browser/connection.ts'

/** Sees what leaves the devices by their browsers, and says what must not. */
export interface MediaWitness {
  /** Signs the descriptions of this device, and knows by each the connection that made it. */
  signerOf(device: DeviceRef): Signer
  /** A signal leaves, for the server to pass on. */
  signalled(from: DeviceRef, callId: CallId, to: DeviceRef, signal: Signal): void
  /** A track is put on a sender. */
  sent(connection: SimConnection): void
  /** Something is said over a data channel. */
  said(connection: SimConnection, data: unknown): void
  /** The two can reach each other now. */
  met(one: SimConnection, other: SimConnection): void
}
