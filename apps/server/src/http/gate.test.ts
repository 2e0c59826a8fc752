import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectDevice, longId } from '../testing/connectDevice.ts'
import { startTestServer, type TestServer } from '../testing/startTestServer.ts'

let webRoot = ''

beforeAll(async () => {
  webRoot = await mkdtemp(join(tmpdir(), 'parley-gate-'))
  await writeFile(join(webRoot, 'index.html'), '<!doctype html>')
})
afterAll(() => rm(webRoot, { recursive: true }))

const start = (env: Record<string, string>) => startTestServer({ webRoot, env })
const statusOf = async (server: TestServer, path: string, init: RequestInit = {}) =>
  (await fetch(server.url + path, { redirect: 'manual', ...init })).status

const others = [
  ['an answer', '/api/stun', {}],
  ['a path that leads nowhere', '/nothing', {}],
  ['a path that leads to the page', '/call/ada', { headers: { Accept: 'text/html' } }],
  ['a file that is written to', '/index.html', { method: 'POST' }],
  ['a new connection', '/socket.io/?EIO=4&transport=polling', {}],
  ['a connection that is not there', '/socket.io/?EIO=4&transport=polling&sid=nobody', {}],
] as const

test.each(others)('T45: who asks too often for %s is refused, and the app still comes', async (_what, path, init) => {
  await using server = await start({ LIMITS: 'http=2/60' })
  for (let n = 0; n < 2; n += 1) expect(await statusOf(server, path, init)).not.toBe(429)
  for (let n = 0; n < 3; n += 1) expect(await statusOf(server, path, init)).toBe(429)
  for (let n = 0; n < 5; n += 1) expect(await statusOf(server, '/')).toBe(200)
})

test('T45: whoever floods a server takes nothing from a person at another address', async () => {
  await using server = await start({ LIMITS: 'http=2/60', TRUST_PROXY: '1' })
  const from = (address: string) => statusOf(server, '/api/stun', { headers: { 'X-Forwarded-For': address } })
  const flood = await Promise.all(Array.from({ length: 50 }, () => from('203.0.113.1')))
  expect(flood.filter((status) => status === 200)).toHaveLength(2)
  expect(await from('203.0.113.2')).toBe(200)
})

test('T45: nor does it disturb those behind its own address who have proved who they are', async () => {
  await using server = await start({ LIMITS: 'http=20/60' })
  const polling = { socket: { transports: ['polling'] } }
  const ada = await connectDevice(server, 'ada', polling)
  const bob = await connectDevice(server, 'bob', polling)
  for (let n = 0; n < 30; n += 1) await statusOf(server, '/nothing')
  expect(await statusOf(server, '/nothing')).toBe(429)
  for (let n = 0; n < 30; n += 1) expect(await ada.request('sync', { call: null })).toMatchObject({ ok: true })
  await ada.request('placeCall', { callId: longId('call-1'), callee: 'bob', media: 'voice' })
  await bob.hears('incomingCall from ada')
})

test('T45: a proved connection is no way around it: further lines to it are counted', async () => {
  await using server = await start({ LIMITS: 'http=20/60' })
  const ada = await connectDevice(server, 'ada', { socket: { transports: ['polling'] } })
  const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13'
  const request = `GET /socket.io/?EIO=4&transport=websocket&sid=${ada.socket.io.engine.id} HTTP/1.1\r\nHost: x\r\n${upgrade}\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`
  const open = async () => {
    const line = connect(server.port, '127.0.0.1')
    server.onClose(() => line.destroy())
    line.write(request)
    const [answer] = await Promise.race([once(line, 'data'), once(line, 'close')])
    return String(answer).startsWith('HTTP/1.1 101')
  }
  const opened = await Promise.all(Array.from({ length: 40 }, open))
  expect(opened.filter(Boolean).length).toBeLessThan(20)
  expect(await ada.request('sync', { call: null })).toMatchObject({ ok: true })
})

test('T45: whoever is refused waits for it, and nobody else does', async () => {
  await using server = await start({ LIMITS: 'http=1/60' })
  await statusOf(server, '/nothing')
  const order: string[] = []
  const refused = statusOf(server, '/nothing').then((status) => order.push(`refused ${status}`))
  await statusOf(server, '/').then(() => order.push('page'))
  await refused
  expect(order).toEqual(['page', 'refused 429'])
})

test('what looks after the process is not told that it is unwell because somebody else asks for too much', async () => {
  await using server = await start({ LIMITS: 'http=2/60' })
  for (let n = 0; n < 5; n += 1) await statusOf(server, '/nothing')
  expect(await statusOf(server, '/healthz')).toBe(200)
  await statusOf(server, '/healthz')
  expect(await statusOf(server, '/healthz')).toBe(429)
})
