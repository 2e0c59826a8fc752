import { EventEmitter } from 'node:events'
import { readChain, revoke } from '@parley/identity'
import { createDevice, createPerson, identityOf } from '@parley/identity/testing'
import { pino } from 'pino'
import { afterEach, expect, test } from 'vitest'
import type { Directory } from '../directory/directory.ts'
import { openDirectory } from '../directory/openDirectory.ts'
import { createMemoryPresence } from '../presence/memoryPresence.ts'
import { createSerialQueues } from '../serialQueues.ts'
import { longId } from '../testing/connectDevice.ts'
import { createFakeClock } from '../testing/fakeClock.ts'
import { createAdmission } from './admission.ts'
import { createArrivals } from './arrivals.ts'
import { createConnections } from './connections.ts'
import type { ParleySocket, SocketData } from './types.ts'

const opened: Directory[] = []
afterEach(() => Promise.all(opened.splice(0).map((directory) => directory.close())))

/** Creates an admission with ada's ID claimed; every connection is one of her device `self`. */
async function setUp() {
  const presence = createMemoryPresence()
  const queues = createSerialQueues()
  const connections = createConnections()
  const directory = await openDirectory(':memory:')
  opened.push(directory)
  const ada = await createPerson('ada')
  await directory.claim('ada', ada.root, 0)
  const self = await createDevice(ada)
  const chain = await readChain('ada', self)
  if (!chain) throw new Error('no chain')
  const data: SocketData = {
    device: { userId: 'ada', deviceId: longId('ada-1') },
    identity: identityOf(self),
    key: chain.key,
    chain,
  }
  const heard: string[] = []
  const proved: string[] = []
  const calls = {
    deviceArrived: async () => void heard.push('arrived'),
    deviceLeft: async () => void heard.push('left'),
  }
  const log = pino({ level: 'silent' })
  const arrivals = createArrivals({
    ...{ presence, connections, calls, log },
    links: { ownerLeft: () => void heard.push('links closed') },
    waiting: { only: async () => undefined, ended: async () => undefined },
  })
  const admission = createAdmission({
    ...{ arrivals, queues, connections, directory, socketsPerUser: 1 },
    addKey: (userId, key, certificates) => directory.addKey(userId, key, certificates, 0),
    identify: async () => data,
    places: { prove: () => proved.push('proved') > 0, unprove: () => void proved.pop() },
    warnOfOneAddress: () => undefined,
    visitors: { of: () => ({ address: 'unknown', origin: undefined, host: undefined }) },
    clock: createFakeClock(),
    log,
  })
  return { presence, queues, admission, connections, directory, ada, self, heard, proved }
}

/** A socket before its `connection` event: its end fires no `disconnect`. */
function openSocket(id: string) {
  const conn = Object.assign(new EventEmitter(), {
    readyState: 'open',
    close: () => {
      conn.readyState = 'closed'
      conn.emit('close')
    },
  })
  // The part of a socket that admission uses.
  const socket = { id, connected: false, data: {}, handshake: { auth: {} }, conn } as unknown as ParleySocket
  return { socket, conn }
}

test('a connection that is lost while it is let in leaves nobody there', async () => {
  const { presence, queues, admission, heard } = await setUp()
  const { socket, conn } = openSocket('first')
  const admitted = admission.admit(socket)
  conn.close()
  await admitted
  await queues.idle()
  expect(await presence.find('ada')).toBeNull()
  expect(heard).toEqual(['arrived', 'links closed', 'left'])
})

test('a connection that is lost before it is served leaves nobody there', async () => {
  const { presence, queues, admission, connections } = await setUp()
  const { socket, conn } = openSocket('first')
  await admission.admit(socket)
  expect(connections.size).toBe(1)
  conn.close()
  await queues.idle()
  expect(await presence.find('ada')).toBeNull()
  expect([connections.size, connections.of('ada')]).toEqual([0, []])
})

test('a connection that is superseded before it is served is closed, and the newer one stays', async () => {
  const { presence, queues, admission, heard } = await setUp()
  const [older, newer] = [openSocket('older'), openSocket('newer')]
  await Promise.all([admission.admit(older.socket), admission.admit(newer.socket)])
  await queues.idle()
  expect([older.conn.readyState, newer.conn.readyState]).toEqual(['closed', 'open'])
  expect(await presence.find('ada')).toMatchObject({ devices: [longId('ada-1')] })
  expect(heard).toEqual(['arrived', 'arrived'])
})

test('the end of a connection may be told many times and counts once', async () => {
  const { queues, admission, heard } = await setUp()
  const { socket, conn } = openSocket('first')
  await admission.admit(socket)
  conn.close()
  admission.release(socket)
  await queues.idle()
  admission.release(socket)
  await queues.idle()
  expect(heard).toEqual(['arrived', 'links closed', 'left'])
})

test('T21: a key that is taken away while its device is let in lets nobody in', async () => {
  const { presence, admission, connections, directory, ada, self, heard, proved } = await setUp()
  const { socket } = openSocket('first')
  const { publicKey } = self.key
  const revocations = await revoke(ada, { keys: [publicKey], keep: [], before: null, time: 1 })
  // The key is valid at identification and revoked before it is stored.
  const admitted = admission.admit(socket)
  await directory.revoke('ada', null, revocations, [publicKey])
  await expect(admitted).rejects.toMatchObject({ data: { code: 'deviceRemoved' } })
  expect([connections.size, await presence.find('ada'), heard]).toEqual([0, null, []])
  // Its place among those who have proved who they are is free again.
  expect(proved).toEqual([])
})

test('a connection is found by a revocation from before the server asks whether its key counts', async () => {
  const { admission, connections, directory } = await setUp()
  const { socket } = openSocket('first')
  const found: string[][] = []
  const find = directory.find
  directory.find = async (userId) => {
    const binding = await find(userId)
    found.push(connections.of('ada').map(({ connectionId }) => connectionId))
    return binding
  }
  await admission.admit(socket)
  expect(found).toEqual([['first']])
})
