import { randomUUID } from 'node:crypto'
import { proveId, type Self } from '@parley/identity'
import { type DeviceId, type Handshake, limits } from '@parley/protocol'
import type { TestServer } from './startTestServer.ts'

/** The fields of a proof that a test may change. */
export interface ProofChanges {
  deviceId?: DeviceId
  origin?: string
  time?: number
  nonce?: string
  /** Also that of the handshake itself. */
  protocol?: number
}

/** Creates a device's handshake as a browser does; `changes` apply to the proof only, except for the version. */
export async function handshakeOf(
  server: Pick<TestServer, 'url' | 'clock'>,
  self: Self,
  deviceId: DeviceId,
  changes: ProofChanges = {},
): Promise<Handshake> {
  const { userId, root, certificates } = self
  const connection = { deviceId, origin: server.url, time: server.clock.wall(), nonce: randomUUID(), ...changes }
  const proof = await proveId(self, connection)
  return { protocol: changes.protocol ?? limits.PROTOCOL_VERSION, userId, deviceId, root, certificates, proof }
}
