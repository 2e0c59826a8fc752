import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { createDevice } from '@parley/identity/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSqlite } from '../database/sqlite.ts'
import { buildProgram, type Program } from '../testing/buildProgram.ts'
import { connectDevice, longId } from '../testing/connectDevice.ts'
import { startTestServer } from '../testing/startTestServer.ts'

let program: Program
let dataDir = ''

beforeAll(async () => {
  program = await buildProgram()
  dataDir = await mkdtemp(join(tmpdir(), 'parley-slow-'))
})
afterAll(async () => {
  await program.remove()
  await rm(dataDir, { recursive: true })
})

test('T41: while another program holds the database only new IDs wait; people come back, ring and talk', {
  timeout: 60_000,
}, async () => {
  await using server = await startTestServer({
    env: { DATA_DIR: dataDir },
    databaseThread: program.databaseThread,
  })
  const [ada, bob] = [await connectDevice(server, 'ada'), await connectDevice(server, 'bob')]
  const second = await createDevice(bob.self)
  await (await connectDevice(server, 'bob', { self: second, deviceId: longId('bob-2') })).leave()
  await bob.leave()

  const other = openSqlite(join(dataDir, 'parley.db'))
  other.exec('begin immediate')
  let claimed = false
  const carol = connectDevice(server, 'carol').then((device) => {
    claimed = true
    return device
  })
  // Past the first attempt of the writer, which then begins anew.
  await setTimeout(1_500)
  const back = await connectDevice(server, 'bob', { self: second, deviceId: longId('bob-2') })
  const callId = longId('call-1')
  expect(await ada.request('placeCall', { callId, callee: 'bob', media: 'video' })).toMatchObject({ ok: true })
  await back.hears('incomingCall from ada')
  expect(await back.request('acceptCall', { callId })).toMatchObject({ ok: true, call: { state: 'answered' } })
  await ada.hears(`callAnswered ${back.deviceId} video`)
  expect(claimed).toBe(false)

  other.exec('rollback')
  other.close()
  expect((await carol).socket.connected).toBe(true)
  // The writer that met the lock writes on: libsql would fail every commit behind a statement that it does not reset.
  expect((await connectDevice(server, 'dave')).socket.connected).toBe(true)
})
