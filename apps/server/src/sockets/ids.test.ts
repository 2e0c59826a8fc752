import { appendFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPerson } from '@parley/identity/testing'
import { expect, test } from 'vitest'
import { KEPT_MS } from '../directory/directory.ts'
import { reservedFile } from '../directory/reservedIds.ts'
import { connectDevice, longId } from '../testing/connectDevice.ts'
import { startTestServer, type TestServer } from '../testing/startTestServer.ts'

const stateOf = async (server: TestServer, id: string) => (await fetch(`${server.url}/api/ids/${id}`)).json()
const refused = (code: string) => expect.objectContaining({ code })
const asStranger = async (server: TestServer, userId: string) =>
  connectDevice(server, userId, { self: await createPerson(userId), deviceId: longId('stranger') })

test('T42: an ID that nobody ever talked to is free after 90 days without its owner, and not a day before', async () => {
  await using server = await startTestServer()
  await (await connectDevice(server, 'ada')).leave()
  server.clock.step(KEPT_MS)
  expect(await stateOf(server, 'ada')).toEqual({ state: 'taken' })
  await expect(asStranger(server, 'ada')).rejects.toEqual(refused('idTaken'))
  server.clock.step(1)
  expect(await stateOf(server, 'ada')).toEqual({ state: 'free' })
  expect((await asStranger(server, 'Ada')).socket.connected).toBe(true)
  await expect(connectDevice(server, 'ada')).rejects.toEqual(refused('idTaken'))
})

test('T42: its owner has it as long as nobody else came, and nobody takes it while its owner is there', async () => {
  await using server = await startTestServer()
  const first = await connectDevice(server, 'ada')
  server.clock.step(2 * KEPT_MS)
  await expect(asStranger(server, 'ada')).rejects.toEqual(refused('idTaken'))
  await first.leave()
  await (await connectDevice(server, 'ada')).leave()
  await expect(asStranger(server, 'ada')).rejects.toEqual(refused('idTaken'))
})

test('T42: somebody who was in an answered call keeps the ID for ever', async () => {
  await using server = await startTestServer()
  const [ada, bob] = [await connectDevice(server, 'ada'), await connectDevice(server, 'bob')]
  const callId = longId('call-1')
  await ada.request('placeCall', { callId, callee: 'bob', media: 'voice' })
  await bob.request('acceptCall', { callId })
  await ada.request('endCall', { callId, reason: 'hangup' })
  await Promise.all([ada.leave(), bob.leave()])
  server.clock.step(100 * KEPT_MS)
  for (const userId of ['ada', 'bob']) {
    expect(await stateOf(server, userId)).toEqual({ state: 'taken' })
    await expect(asStranger(server, userId)).rejects.toEqual(refused('idTaken'))
  }
})

test('T42: a network claims only so many IDs, however many addresses it has', async () => {
  const env = { LIMITS: 'networkClaims=2/60', TRUST_PROXY: '1' }
  await using server = await startTestServer({ env })
  const from = (address: string) => ({ socket: { extraHeaders: { 'X-Forwarded-For': address } } })
  await connectDevice(server, 'one', from('203.0.113.1'))
  await connectDevice(server, 'two', from('203.0.113.2'))
  await expect(connectDevice(server, 'three', from('203.0.113.3'))).rejects.toEqual(refused('tooMany'))
  await connectDevice(server, 'one', from('203.0.113.3'))
  await connectDevice(server, 'three', from('203.0.114.3'))
  for (const [number, id] of ['four', 'five'].entries())
    await connectDevice(server, id, from(`2001:db8:0:1${number}::1`))
  await expect(connectDevice(server, 'six', from('2001:db8:0:1f::1'))).rejects.toEqual(refused('tooMany'))
})

test('T43: nobody claims a name that people would take for the operator, and whoever has one keeps it', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-reserved-'))
  {
    await using server = await startTestServer({ env: { DATA_DIR: dataDir } })
    for (const userId of ['admin', 'Support', 'HELP']) {
      expect(await stateOf(server, userId)).toEqual({ state: 'taken' })
      await expect(connectDevice(server, userId)).rejects.toEqual(refused('idTaken'))
    }
    const owner = await connectDevice(server, 'billing')
    await owner.leave()
    await appendFile(reservedFile(dataDir), 'Billing # ours\naccounts\n')
    expect(await stateOf(server, 'accounts')).toEqual({ state: 'taken' })
    expect((await connectDevice(server, 'billing')).socket.connected).toBe(true)
  }
  await rm(dataDir, { recursive: true })
})
