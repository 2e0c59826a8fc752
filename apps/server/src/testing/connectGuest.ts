import { createKeyPair, createSelf, guestIdOf, type Self } from '@parley/identity'
import { connectDevice, longId } from './connectDevice.ts'
import type { TestServer } from './startTestServer.ts'

/** Somebody without an ID, as a browser makes one. */
export async function createGuest(): Promise<Self> {
  const key = await createKeyPair()
  return createSelf(await guestIdOf(key.publicKey), key)
}

/** Connects a real client as a device of a guest, by itself of one who has just come. */
export async function connectGuest(server: TestServer, name = 'guest-1', self?: Self) {
  const guest = self ?? (await createGuest())
  return connectDevice(server, guest.userId, { self: guest, deviceId: longId(name) })
}
