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
  ['br', 'gzip, deflate, br'],
  ['gzip', 'gzip'],
  [null, 'identity'],
])('a script is sent in the encoding %s to a browser that reads %s', async (encoding, accepted) => {
  await using server = await startTestServer({ webRoot })
  const ask = () => fetch(`${server.url}/assets/main-abc123.js`, { headers: { 'Accept-Encoding': accepted } })
  for (const response of [await ask(), await ask()]) {
    expect(response.headers.get('content-encoding')).toBe(encoding)
    expect(response.headers.get('content-type')).toMatch(/^text\/javascript/)
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(response.headers.get('vary')).toBe('Accept-Encoding')
    // `fetch` has decompressed the body.
    expect(await response.text()).toBe('export {}')
  }
})

test.each([
  ['/assets/old-abc.js', navigation],
  ['/assets/..%2findex.html', {}],
  ['/assets/__proto__', {}],
  ['/missing.png', { headers: { Accept: 'image/*' } }],
  ['/call/ada', { headers: { Accept: 'application/json' } }],
  ['/api/nothing', navigation],
  ['/../package.json', {}],
  ['/socket.io/socket.io.js', {}],
])('a path that leads nowhere is refused, rather than answered with the page: %s', async (path, init) => {
  await using server = await startTestServer({ webRoot })
  const response = await fetch(server.url + path, init)
  expect([400, 403, 404]).toContain(response.status)
  expect(await response.text()).not.toContain('<title>')
})

const golden = {
  'content-security-policy': [
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "connect-src 'self'",
    "font-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join(';'),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(self), microphone=(self), display-capture=(self)',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}

/** Headers that describe the content and the connection, and protect nobody. */
const ordinary =
  /^(date|connection|keep-alive|content-(type|length|encoding)|transfer-encoding|cache-control|etag|vary|last-modified|accept-ranges)$/

test.each([
  ['a page', '/', 200],
  ['a deep page', '/call/ada', 200],
  ['a file', '/assets/main-abc123.js', 200],
  ['a file that is not there', '/assets/gone.js', 404],
  ['an answer', '/api/ids/ada', 200],
  ['a bad address', '/api/ids/%E0%A4%A', 400],
  ['a path that leads nowhere', '/api/nothing', 404],
  ['health', '/healthz', 200],
])(
  'T11: %s carries exactly these headers to keep other sites out, and none about what runs here',
  async (_what, path, status) => {
    await using server = await startTestServer({ webRoot })
    const response = await fetch(server.url + path, navigation)
    expect(response.status).toBe(status)
    expect(Object.fromEntries([...response.headers].filter(([name]) => !ordinary.test(name)))).toEqual(golden)
  },
)

test('T4: a client that asks for too many IDs is refused, whichever address it claims to be of', async () => {
  await using server = await startTestServer({ env: { LIMITS: 'lookups=3/60' } })
  const ask = async (n: number) => {
    const headers = { 'X-Forwarded-For': `203.0.113.${n}` }
    const response = await fetch(`${server.url}/api/ids/ada`, { headers })
    return [response.status, await response.json()]
  }
  for (let n = 0; n < 3; n += 1) expect(await ask(n)).toEqual([200, { state: 'free' }])
  for (let n = 3; n < 6; n += 1) expect(await ask(n)).toEqual([429, { error: 'tooMany' }])
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
  expect(server.text().match(/TRUST_PROXY/g)).toHaveLength(1)
})

test('behind a proxy each visitor has limits of their own', async () => {
  await using server = await startTestServer({ env: { LIMITS: 'lookups=1/60', TRUST_PROXY: '1' } })
  const ask = async (chain: string) =>
    (await fetch(`${server.url}/api/ids/ada`, { headers: { 'X-Forwarded-For': chain } })).status
  expect(await ask('203.0.113.1')).toBe(200)
  expect(await ask('203.0.113.2')).toBe(200)
  expect(await ask('198.51.100.9, 203.0.113.1')).toBe(429)
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

test('the page is only ever at the root, from where it names its files, with the query of the address', async () => {
  await using server = await startTestServer({ webRoot })
  const response = await fetch(`${server.url}/call/ada?call=ada`, { ...navigation, redirect: 'manual' })
  expect(response.status).toBe(302)
  expect(response.headers.get('location')).toBe('/?call=ada')
})

test('somebody who makes codes is told the STUN servers, without an ID', async () => {
  await using server = await startTestServer({ webRoot })
  const response = await fetch(`${server.url}/api/stun`)
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(await response.json()).toEqual({ urls: expect.any(Array) })
})
