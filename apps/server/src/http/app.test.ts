import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectDevice } from '../testing/connectDevice.ts'
import { startTestServer } from '../testing/startTestServer.ts'

const page = '<!doctype html><title>Parley</title>'
let webRoot = ''

beforeAll(async () => {
  webRoot = await mkdtemp(join(tmpdir(), 'parley-web-'))
  await mkdir(join(webRoot, 'assets'))
  await writeFile(join(webRoot, 'index.html'), page)
  await writeFile(join(webRoot, 'favicon.svg'), '<svg/>')
  await writeFile(join(webRoot, 'assets/main-abc123.js'), 'export {}')
})
afterAll(() => rm(webRoot, { recursive: true }))

const navigation = { headers: { Accept: 'text/html,*/*' } }

test.each(['/', '/index.html', '/call/ada', '/ada.b'])(
  'a person who goes to %s gets the app, always fresh',
  async (path) => {
    await using server = await startTestServer({ webRoot })
    const response = await fetch(server.url + path, navigation)
    expect(response.status).toBe(200)
    expect(await response.text()).toBe(page)
    expect(response.headers.get('cache-control')).toBe('no-cache')
  },
)

test('files named after their content are kept for ever, others are asked for each time', async () => {
  await using server = await startTestServer({ webRoot })
  const asset = await fetch(`${server.url}/assets/main-abc123.js`)
  expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  expect((await fetch(`${server.url}/favicon.svg`)).headers.get('cache-control')).toBe('no-cache')
})

test.each([
  ['/assets/old-abc.js', navigation],
  ['/missing.png', { headers: { Accept: 'image/*' } }],
  ['/call/ada', { headers: { Accept: 'application/json' } }],
  ['/api/nothing', navigation],
  ['/../package.json', {}],
  ['/socket.io/socket.io.js', {}],
])('what is not there is not found, rather than the page: %s', async (path, init) => {
  await using server = await startTestServer({ webRoot })
  const response = await fetch(server.url + path, init)
  expect([400, 404]).toContain(response.status)
  expect(await response.text()).not.toContain('<title>')
})

test('every answer keeps other sites out and says nothing of what runs here', async () => {
  await using server = await startTestServer({ webRoot })
  for (const path of ['/', '/healthz', '/api/ids/ada', '/nothing']) {
    const { headers } = await fetch(server.url + path)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('same-origin')
    expect(headers.get('permissions-policy')).toBe('camera=(self), microphone=(self), display-capture=(self)')
    expect(headers.get('x-powered-by')).toBeNull()
  }
})

test('an address that cannot be read is a bad request without a stack trace', async () => {
  await using server = await startTestServer({ webRoot })
  const response = await fetch(`${server.url}/api/ids/%E0%A4%A`)
  expect([response.status, await response.text()]).toEqual([400, 'Bad request'])
})

test('a person choosing an ID learns whether it is free', async () => {
  await using server = await startTestServer()
  await connectDevice(server, 'Ada')
  const stateOf = async (id: string) => (await fetch(`${server.url}/api/ids/${encodeURIComponent(id)}`)).json()
  expect(await stateOf('aDa')).toEqual({ state: 'taken' })
  expect(await stateOf('bob')).toEqual({ state: 'free' })
  expect(await stateOf('constructor')).toEqual({ state: 'free' })
  for (const id of ['ab', 'a b c', 'x'.repeat(33), '../etc']) expect(await stateOf(id)).toEqual({ state: 'invalid' })
})

test('it says that it is well', async () => {
  await using server = await startTestServer()
  const response = await fetch(`${server.url}/healthz`)
  expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }])
})
