import { EventEmitter } from 'node:events'
import { limits } from '@parley/protocol'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { createMemoryPresence } from '../presence/memoryPresence.ts'
import { longId } from '../testing/connectDevice.ts'
import { createAdmission } from './admission.ts'
import { createSerialQueues } from './serialQueues.ts'
import type { ParleySocket } from './types.ts'

function setUp() {
  const presence = createMemoryPresence()
  const queues = createSerialQueues()
  const heard: string[] = []
  const calls = {
    deviceArrived: async () => void heard.push('arrived'),
    deviceLeft: async () => void heard.push('left'),
  }
  const admission = createAdmission({ presence, queues, calls, log: pino({ level: 'silent' }) })
  return { presence, queues, admission, heard }
}

/** A connection of Ada's that Socket.IO has not served yet: its end fires no `disconnect`. */
function openSocket(id: string) {
  const conn = Object.assign(new EventEmitter(), {
    readyState: 'open',
    close: () => {
      conn.readyState = 'closed'
      conn.emit('close')
    },
  })
  const auth = { protocol: limits.PROTOCOL_VERSION, userId: 'ada', deviceId: longId('ada-1'), holder: longId('holder') }
  // As much of a socket as admission needs.
  const socket = { id, connected: false, data: {}, handshake: { auth }, conn } as unknown as ParleySocket
  return { socket, conn }
}

test('a connection that is lost while it is let in leaves the ID free', async () => {
  const { presence, queues, admission, heard } = setUp()
  const { socket, conn } = openSocket('first')
  const admitted = admission.admit(socket)
  conn.close()
  await admitted
  await queues.idle()
  expect(await presence.find('ada')).toBeNull()
  expect(heard).toEqual(['arrived', 'left'])
})

test('a connection that is lost before it is served leaves the ID free', async () => {
  const { presence, queues, admission } = setUp()
  const { socket, conn } = openSocket('first')
  await admission.admit(socket)
  expect(admission.size).toBe(1)
  conn.close()
  await queues.idle()
  expect(await presence.find('ada')).toBeNull()
  expect(admission.size).toBe(0)
})

test('a connection that is superseded before it is served is closed, and the newer one stays', async () => {
  const { presence, queues, admission, heard } = setUp()
  const [older, newer] = [openSocket('older'), openSocket('newer')]
  await Promise.all([admission.admit(older.socket), admission.admit(newer.socket)])
  await queues.idle()
  expect([older.conn.readyState, newer.conn.readyState]).toEqual(['closed', 'open'])
  expect(await presence.find('ada')).toMatchObject({ devices: [longId('ada-1')] })
  expect(heard).toEqual(['arrived', 'arrived'])
})

test('the end of a connection may be told many times and counts once', async () => {
  const { queues, admission, heard } = setUp()
  const { socket, conn } = openSocket('first')
  await admission.admit(socket)
  conn.close()
  admission.release(socket)
  await queues.idle()
  admission.release(socket)
  await queues.idle()
  expect(heard).toEqual(['arrived', 'left'])
})
