import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { get, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectDevice } from '../testing/connectDevice.ts'
import { handshakeOf } from '../testing/handshakeOf.ts'
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

/** Fetches as a browser does that looks into its cache; `fetch` of Node asks past all caches then. */
async function getLikeABrowser(url: string, headers: Record<string, string>) {
  const [response] = (await once(get(url, { headers, agent: false }), 'response')) as [IncomingMessage]
  let bytes = 0
  for await (const chunk of response) bytes += chunk.length
  return { status: response.statusCode, bytes, tag: response.headers.etag ?? '' }
}

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

test('under a path everything is there, and a person who opens another address is led there with what they brought', async () => {
  await using server = await startTestServer({ webRoot, env: { PUBLIC_ORIGIN: 'https://example.org/parley/' } })
  const at = (path: string, init: RequestInit = {}) => fetch(server.url + path, { redirect: 'manual', ...init })
  for (const path of ['/parley/', '/parley/?call=ada', '/parley/index.html'])
    expect(await (await at(path, navigation)).text(), path).toBe(page)
  for (const path of ['/parley/assets/main-abc123.js', '/parley/favicon.svg', '/parley/healthz', '/healthz'])
    expect((await at(path)).status, path).toBe(200)
  expect(await (await at('/parley/api/ids/ada')).json()).toEqual({ state: 'free' })
  for (const path of ['/api/ids/ada', '/assets/main-abc123.js', '/parleyx/favicon.svg', '/parley/api/nothing'])
    expect((await at(path)).status, path).toBe(404)
  for (const [path, target] of [
    ['/', '/parley/'],
    ['/parley', '/parley/'],
    ['/parley?call=ada', '/parley/?call=ada'],
    ['/PARLEY/?call=ada', '/parley/?call=ada'],
    ['/?call=ada', '/parley/?call=ada'],
    ['/parley/ada', '/parley/'],
    ['/parley/%23call=abc', '/parley/#call=abc'],
  ]) {
    const response = await at(path ?? '', navigation)
    expect([response.status, response.headers.get('location')], path).toEqual([302, target])
  }
})

test('under a path devices connect, prove who they are for the origin alone, and find nothing elsewhere', async () => {
  await using server = await startTestServer({ env: { PUBLIC_ORIGIN: 'https://example.org/parley' } })
  const self = await server.personOf('ada')
  const connect = async (deviceId: string, origin: string) =>
    connectDevice(server, 'ada', {
      ...{ deviceId, auth: await handshakeOf(server, self, deviceId, { origin }) },
      socket: { path: '/parley/socket.io', extraHeaders: { Origin: 'https://example.org' } },
    })
  const ada = await connect('ada-laptop-000000', 'https://example.org')
  expect((await ada.request('listKeys', {})).ok).toBe(true)
  await expect(connect('ada-phone-0000000', 'https://example.org/parley')).rejects.toThrow('proofForeign')
  expect((await fetch(`${server.url}/socket.io/?EIO=4&transport=polling`)).status).toBe(404)
})

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

test.each(['/', '/favicon.svg', '/assets/main-abc123.js'])(
  'a browser that has %s already is not sent it again, in whatever encoding it has it',
  async (path) => {
    await using server = await startTestServer({ webRoot })
    const tags = new Set<string>()
    for (const accepted of ['br', 'gzip', 'identity']) {
      const ask = (headers: Record<string, string>) =>
        getLikeABrowser(server.url + path, { 'Accept-Encoding': accepted, ...headers })
      const { tag } = await ask({})
      tags.add(tag)
      expect(await ask({ 'If-None-Match': tag })).toEqual({ status: 304, bytes: 0, tag })
      expect(await ask({ 'If-None-Match': '"another"' })).toMatchObject({ status: 200, tag })
    }
    expect(tags.size).toBe(3)
  },
)

test('a browser is sent a file anew whose content is another since the update', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-web-'))
  await writeFile(join(folder, 'index.html'), page)
  await using before = await startTestServer({ webRoot: folder })
  await writeFile(join(folder, 'index.html'), page.toUpperCase())
  await using after = await startTestServer({ webRoot: folder })
  const { tag } = await getLikeABrowser(before.url, {})
  expect(await getLikeABrowser(after.url, { 'If-None-Match': tag })).toMatchObject({ status: 200, bytes: page.length })
  await rm(folder, { recursive: true })
})

test('the app comes from memory: it is whole, and of one build, though its folder is being replaced', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-web-'))
  await writeFile(join(folder, 'index.html'), page)
  await using server = await startTestServer({ webRoot: folder })
  await rm(folder, { recursive: true })
  for (const method of ['GET', 'HEAD']) {
    const response = await fetch(server.url, { ...navigation, method })
    expect([response.status, await response.text()]).toEqual([200, method === 'GET' ? page : ''])
  }
})

test('hidden files of the folder are nobody’s', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-web-'))
  await mkdir(join(folder, '.git'))
  for (const name of ['index.html', '.env', '.git/config']) await writeFile(join(folder, name), page)
  await using server = await startTestServer({ webRoot: folder })
  for (const path of ['/.env', '/.git/config']) expect((await fetch(server.url + path)).status).toBe(404)
  await rm(folder, { recursive: true })
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

test.each([
  ['/%23call=AAAAAAAAAAAAAAAAAAAAAA', '/#call=AAAAAAAAAAAAAAAAAAAAAA'],
  ['/%23codes?x=1', '/?x=1#codes'],
  ['/call/%23meet', '/'],
])('a link whose # was escaped on the way leads where it led before: %s', async (path, location) => {
  await using server = await startTestServer({ webRoot })
  const response = await fetch(server.url + path, { ...navigation, redirect: 'manual' })
  expect([response.status, response.headers.get('location')]).toEqual([302, location])
})

test('somebody who makes codes is told the STUN servers, without an ID', async () => {
  await using server = await startTestServer({ webRoot })
  const response = await fetch(`${server.url}/api/stun`)
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(await response.json()).toEqual({ urls: expect.any(Array) })
})
