import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildProgram, type Program, runningAt } from './testing/buildProgram.ts'
import { connectDevice } from './testing/connectDevice.ts'
import { startTestServer } from './testing/startTestServer.ts'

let program: Program
let webRoot = ''
let dataDir = ''

beforeAll(async () => {
  program = await buildProgram()
  webRoot = await mkdtemp(join(tmpdir(), 'parley-web-'))
  await writeFile(join(webRoot, 'index.html'), 'Parley')
  dataDir = await mkdtemp(join(tmpdir(), 'parley-data-'))
})
afterAll(async () => {
  await program.remove()
  await Promise.all([webRoot, dataDir].map((folder) => rm(folder, { recursive: true })))
})

const run = (env: Record<string, string>, args = ['--web', webRoot]) =>
  program.start({ DATA_DIR: dataDir, ...env }, args)

test.each(['SIGTERM', 'SIGINT'] as const)(
  'it says where it runs, and %s closes it cleanly',
  { timeout: 20_000 },
  async (signal) => {
    const { child, ended } = run({ PORT: '0' })
    const url = await runningAt(child)
    expect(await (await fetch(url, { headers: { Accept: 'text/html' } })).text()).toBe('Parley')
    // A connection that stays open, like a page's.
    const polling = fetch(`${url}/socket.io/?EIO=4&transport=polling`)
    await polling
    child.kill(signal)
    expect(await ended).toMatchObject({ code: 0, stderr: '' })
  },
)

test('closing ends every connection and timer', async () => {
  const server = await startTestServer()
  const [ada, bob] = [await connectDevice(server, 'ada'), await connectDevice(server, 'bob')]
  await ada.request('watchPresence', { query: '' })
  await ada.request('placeCall', { callId: 'a-call-of-16-chars', callee: 'bob', media: 'video' })
  await server.close()
  expect(await Promise.all([ada.disconnected, bob.disconnected])).toEqual(['network', 'network'])
  expect(await server.stats()).toMatchObject({ timers: 0, connections: 0, watchers: 0 })
  expect(server.clock.pending).toBe(0)
})

test('closing does not wait for a connection that does not answer', async () => {
  const server = await startTestServer()
  const silent = connect(server.port, '127.0.0.1')
  const key = 'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='
  const upgrade = `Host: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${key}`
  silent.write(`GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n${upgrade}\r\n\r\n`)
  await once(silent, 'data')
  await server.close()
  silent.destroy()
})

test('a port in use is explained in one sentence', { timeout: 20_000 }, async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const address = other.address()
  const port = typeof address === 'object' && address ? address.port : 0
  expect(await run({ PORT: String(port) }).ended).toEqual({
    code: 1,
    stdout: '',
    stderr: `Port ${port} is already in use; stop the other program or set PORT to another number.\n`,
  })
  other.close()
})

test('a bad variable is explained in one sentence', { timeout: 20_000 }, async () => {
  expect(await run({ PORT: 'abc' }).ended).toEqual({
    code: 1,
    stdout: '',
    stderr: 'PORT is "abc", but must be a whole number from 0 to 65535.\n',
  })
})

test('a missing web build is explained in one sentence', { timeout: 20_000 }, async () => {
  const { code, stderr } = await run({ PORT: '0' }, ['--web', '/nowhere']).ended
  expect(code).toBe(1)
  expect(stderr).toBe('The web app has not been built (no index.html in /nowhere); run "npm run build" first.\n')
})

test('a folder for data that cannot be had is explained in one sentence', { timeout: 20_000 }, async () => {
  const folder = join(webRoot, 'index.html', 'data')
  const { code, stdout, stderr } = await run({ PORT: '0', DATA_DIR: folder }).ended
  expect([code, stdout]).toEqual([1, ''])
  expect(stderr).toContain('DATA_DIR')
  expect(stderr.trim().split('\n')).toHaveLength(1)
})

test('a first start says that it is one, and no other does', { timeout: 60_000 }, async () => {
  const folder = join(dataDir, 'first')
  for (const isFirst of [true, false]) {
    const { child, ended } = run({ PORT: '0', DATA_DIR: folder })
    await runningAt(child)
    child.kill('SIGTERM')
    const { stdout } = await ended
    expect(stdout.includes(`This is a first start: nobody has an ID yet. Data is kept in ${folder}.`)).toBe(isFirst)
  }
})

test('T39: a second server on the same data is refused, and one that was killed keeps no other out', {
  timeout: 60_000,
}, async () => {
  const folder = join(dataDir, 'shared')
  const first = run({ PORT: '0', DATA_DIR: folder })
  await runningAt(first.child)
  expect(await run({ PORT: '0', DATA_DIR: folder }).ended).toEqual({
    code: 1,
    stdout: '',
    stderr: `DATA_DIR is "${folder}", which another Parley uses; stop that one, or set DATA_DIR to another folder.\n`,
  })
  first.child.kill('SIGKILL')
  await first.ended
  const third = run({ PORT: '0', DATA_DIR: folder })
  await runningAt(third.child)
  third.child.kill('SIGTERM')
  expect((await third.ended).code).toBe(0)
})

test('a folder that the file system cannot have is refused at once', { timeout: 20_000 }, async () => {
  const { code, stderr } = await run({ PORT: '0', DATA_DIR: '/proc/nope' }).ended
  expect([code, stderr.slice(0, 26)]).toEqual([1, 'DATA_DIR is "/proc/nope", '])
})

test('in development the pages come from elsewhere', { timeout: 20_000 }, async () => {
  const { child, ended } = run({ PORT: '0' }, ['--no-web'])
  const url = await runningAt(child)
  expect((await fetch(`${url}/healthz`)).status).toBe(200)
  child.kill('SIGTERM')
  expect((await ended).code).toBe(0)
})
