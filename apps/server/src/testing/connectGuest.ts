import { createKeyPair, createSelf, guestIdOf, type Self } from '@parley/identity'
import { connectDevice, longId } from './connectDevice.ts'
import type { TestServer } from './startTestServer.ts'

/** Creates the keys of a guest, as a browser does. */
export async function createGuest(): Promise<Self> {
  const key = await createKeyPair()
  return createSelf(await guestIdOf(key.publicKey), key)
}

/** Connects a real client as a guest's device; by default of a new guest. */
export async function connectGuest(server: TestServer, name = 'guest-1', self?: Self) {
  const guest = self ?? (await createGuest())
  return connectDevice(server, guest.userId, { self: guest, deviceId: longId(name) })
}
