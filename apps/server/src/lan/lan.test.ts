import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer, get } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createServerIdentity, readReach } from './certificates.ts'
import { keepLan } from './keepLan.ts'
import { lanWords } from './lanWords.ts'
import { type LanNames, readLanNames } from './names.ts'
import { createTrustServer, fingerprintOf } from './trustPage.ts'

const DAY_MS = 24 * 60 * 60 * 1_000
const now = Date.now()
const machine: LanNames = { addresses: ['192.168.7.5', '192.0.2.2'], hosts: ['pc-7.local', 'pc-7'] }

let dataDir = ''
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'parley-lan-'))
})
afterEach(() => rm(dataDir, { recursive: true }))

const file = (name: string) => join(dataDir, 'lan', name)
const days = (cert: string) =>
  (new Date(new X509Certificate(cert).validTo).getTime() - new Date(new X509Certificate(cert).validFrom).getTime()) /
  DAY_MS

test('the first start makes an authority for ten years and a certificate for all names of this machine for 397 days', async () => {
  const { authority, server, names, left, renewed } = await keepLan(dataDir, machine, now)
  expect([left, renewed]).toEqual([[], { authority: true, server: true }])
  expect(names).toEqual({
    hosts: ['localhost', 'pc-7.local', 'pc-7'],
    addresses: ['127.0.0.1', '192.168.7.5', '192.0.2.2'],
  })
  const [ca, cert] = [new X509Certificate(authority), new X509Certificate(server.cert)]
  expect([ca.ca, cert.ca]).toEqual([true, false])
  expect([days(authority), days(server.cert)]).toEqual([3_650, 397])
  expect(cert.verify(ca.publicKey)).toBe(true)
  expect(cert.checkIssued(ca)).toBe(true)
  for (const host of names.hosts) expect(cert.checkHost(host)).toBe(host)
  for (const address of names.addresses) expect(cert.checkIP(address)).toBe(address)
  expect(cert.checkHost('example.org')).toBeUndefined()
})

test('keys and certificates are for their owner only', async () => {
  await keepLan(dataDir, machine, now)
  for (const name of ['authority.key', 'authority.crt', 'server.key', 'server.crt'])
    expect((await stat(file(name))).mode & 0o777, name).toBe(0o600)
  expect((await stat(join(dataDir, 'lan'))).mode & 0o777).toBe(0o700)
})

test('the next start takes the files that are there', async () => {
  const first = await keepLan(dataDir, machine, now)
  const second = await keepLan(dataDir, machine, now + 300 * DAY_MS)
  expect(second.renewed).toEqual({ authority: false, server: false })
  expect([second.authority, second.server]).toEqual([first.authority, first.server])
})

test.each<[why: string, names: LanNames, at: number]>([
  ['another address', { ...machine, addresses: ['10.1.2.3'] }, now],
  ['less than 30 days to go', machine, now + 367 * DAY_MS],
])('%s: another certificate, of the same authority', async (_why, names, at) => {
  const first = await keepLan(dataDir, machine, now)
  const second = await keepLan(dataDir, names, at)
  expect(second.renewed).toEqual({ authority: false, server: true })
  expect(second.authority).toBe(first.authority)
  for (const address of names.addresses) expect(new X509Certificate(second.server.cert).checkIP(address)).toBe(address)
})

test('an address that is gone is no reason for another certificate', async () => {
  await keepLan(dataDir, machine, now)
  expect((await keepLan(dataDir, { addresses: [], hosts: [] }, now)).renewed.server).toBe(false)
})

test('an authority that runs out is made anew, and so is the certificate', async () => {
  await keepLan(dataDir, machine, now)
  expect((await keepLan(dataDir, machine, now + 3_630 * DAY_MS)).renewed).toEqual({ authority: true, server: true })
})

test('a file that a crash or a hand has spoilt is made anew', async () => {
  await keepLan(dataDir, machine, now)
  await writeFile(file('server.crt'), 'spoilt')
  expect((await keepLan(dataDir, machine, now)).renewed).toEqual({ authority: false, server: true })
  await writeFile(file('authority.key'), await readFile(file('server.key')))
  expect((await keepLan(dataDir, machine, now)).renewed).toEqual({ authority: true, server: true })
})

test('an address beyond private networks that came after the authority is left out, and told', async () => {
  const { authority } = await keepLan(dataDir, { ...machine, addresses: ['192.168.7.5'] }, now)
  expect(readReach(authority)?.networks).not.toContainEqual({ address: '192.0.2.2', mask: '255.255.255.255' })
  const { names, left } = await keepLan(dataDir, machine, now)
  expect(left).toEqual(['192.0.2.2'])
  expect(names.addresses).toEqual(['127.0.0.1', '192.168.7.5'])
})

test('a place where nothing can be kept is told in one sentence', async () => {
  await writeFile(join(dataDir, 'lan'), '')
  await expect(keepLan(dataDir, machine, now)).rejects.toThrow(/^--lan cannot keep its certificates in .*DATA_DIR/)
  await expect(keepLan(':memory:', machine, now)).rejects.toThrow('DATA_DIR')
})

/** Requests this host of a server with this certificate, trusting this authority. Resolves to status or error. */
async function ask(identity: { cert: string; key: string }, authority: string, servername: string): Promise<string> {
  const server = createServer(identity, (_request, response) => response.end('hello')).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const asked = await new Promise<string>((resolve) => {
    get({ host: '127.0.0.1', port, ca: authority, servername, agent: false }, (response) => {
      response.resume().on('end', () => resolve(String(response.statusCode)))
    }).on('error', (error: NodeJS.ErrnoException) => resolve(`${error.code}: ${error.message}`))
  })
  server.close()
  return asked
}

test('a client that trusts the authority is served over HTTPS, and nobody else', async () => {
  const { authority, server } = await keepLan(dataDir, machine, now)
  expect(await ask(server, authority, 'pc-7.local')).toBe('200')
  expect(await ask(server, authority, 'example.org')).toMatch('ERR_TLS_CERT_ALTNAME_INVALID')
  const other = await mkdtemp(join(tmpdir(), 'parley-lan-'))
  const stranger = await keepLan(other, machine, now)
  await rm(other, { recursive: true })
  expect(await ask(server, stranger.authority, 'pc-7.local')).toMatch(/UNABLE_TO_VERIFY|SELF_SIGNED|SIGNATURE/)
})

test('with a stolen key of the authority no other site can be imitated', async () => {
  const { authority } = await keepLan(dataDir, machine, now)
  const stolen = { cert: authority, key: await readFile(file('authority.key'), 'utf8') }
  const forged = await createServerIdentity(stolen, { hosts: ['example.org'], addresses: [] }, now)
  expect(await ask(forged, authority, 'example.org')).toMatch('permitted subtree violation')
})

test('a machine is known by its IPv4 addresses and its name, unless that could be a domain', () => {
  const of = (hostname: string) =>
    readLanNames({
      hostname: () => hostname,
      networkInterfaces: () => ({
        lo: [{ address: '127.0.0.1', internal: true }],
        eth0: [
          { address: '192.168.7.5', internal: false },
          { address: 'fe80::1', internal: false },
        ],
      }),
    })
  expect(of('PC-7.example.org')).toEqual({ addresses: ['192.168.7.5'], hosts: ['pc-7.local', 'pc-7'] })
  expect(of('dev').hosts).toEqual(['dev.local'])
  expect(of('Ada’s Mac').hosts).toEqual([])
  expect(of('localhost').hosts).toEqual([])
})

test('over plain HTTP there is the certificate and how to trust it, and nothing else', async () => {
  const { authority } = await keepLan(dataDir, machine, now)
  const server = createTrustServer(authority, (host) => `https://${host}:3000`).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  const page = await fetch(url)
  const text = await page.text()
  for (const words of ['iPhone', 'Android', 'Windows', 'Mac', 'Firefox', fingerprintOf(authority)])
    expect(text).toContain(words)
  expect(text).toContain('href="https://127.0.0.1:3000"')
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
  const fetched = await fetch(`${url}/parley-authority.crt`)
  expect([await fetched.text(), fetched.headers.get('content-type')]).toEqual([authority, 'application/x-x509-ca-cert'])
  for (const path of ['/authority.key', '/../lan/authority.key', '/api/ids/ada', '/socket.io/'])
    expect((await fetch(url + path)).status, path).toBe(404)
  expect((await fetch(url, { method: 'POST' })).status).toBe(405)
  server.close()
})

test('the terminal names every address, the page about trust as a picture to scan, and the fingerprint', async () => {
  const { authority, names } = await keepLan(dataDir, machine, now)
  const words = lanWords({ names, left: ['192.0.2.9'], port: 3000, path: '', trustPort: 3001, authority })
  for (const name of ['192.168.7.5', '192.0.2.2', 'pc-7.local', 'pc-7'])
    expect(words).toContain(`https://${name}:3000\n`)
  expect(words).not.toContain('127.0.0.1')
  expect(words).toContain('http://192.168.7.5:3001')
  expect(words).toContain('Not at 192.0.2.9')
  expect(words).toMatch(/[█▀▄]{10}/)
  expect(words).toContain(fingerprintOf(authority))
})
