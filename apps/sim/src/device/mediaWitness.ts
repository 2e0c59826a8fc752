import type { CallId, DeviceRef, Signal } from '@parley/protocol'
import type { Signer } from '@parley/webrtc'
import type { SimConnection } from '../browser/connection.ts'

/** Observes all that devices send through their browsers, and reports violations. */
export interface MediaWitness {
  /** Returns the signer of a device. By each description it signs, the witness learns what the connection is for. */
  signerOf(device: DeviceRef): Signer
  /** A signal is sent, by way of the server. */
  signalled(from: DeviceRef, callId: CallId, to: DeviceRef, signal: Signal): void
  /** A track is put on a sender. */
  sent(connection: SimConnection): void
  /** A message is sent over a data channel. */
  said(connection: SimConnection, data: unknown): void
  /** The two connections can reach each other now. */
  met(one: SimConnection, other: SimConnection): void
}
