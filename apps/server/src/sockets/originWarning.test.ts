import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { connectDevice, longId } from '../testing/connectDevice.ts'
import { handshakeOf } from '../testing/handshakeOf.ts'
import { startTestServer, type TestServer } from '../testing/startTestServer.ts'

const warnings = (server: TestServer) =>
  server
    .text()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter(({ level }) => level === 40)

/** Opens a connection as a page of this origin, at the server by this host. Resolves with the HTTP status. */
async function openAs(server: TestServer, headers: { Origin: string; Host?: string }) {
  // `fetch` sets Host by itself.
  const request = get(`${server.url}/socket.io/?EIO=4&transport=polling`, { headers, agent: false })
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  response.resume()
  return response.statusCode
}

test('an operator whose proxy rewrites Host reads why nobody can connect, once a minute', async () => {
  await using server = await startTestServer()
  const page = { Origin: 'https://parley.example', Host: 'backend:3000' }
  for (let n = 0; n < 5; n += 1) expect(await openAs(server, page)).toBe(403)
  expect(warnings(server)).toEqual([expect.objectContaining({ origin: page.Origin, host: page.Host })])
  expect(warnings(server)[0].msg).toMatch(/rewrites Host.*PUBLIC_ORIGIN/)
  await server.clock.advance(60_000)
  await openAs(server, page)
  expect(warnings(server)).toHaveLength(2)
})

test('an operator who forgot an origin in PUBLIC_ORIGIN reads which', async () => {
  await using server = await startTestServer({ env: { PUBLIC_ORIGIN: 'https://parley.example' } })
  expect(await openAs(server, { Origin: 'https://www.parley.example' })).toBe(403)
  expect(warnings(server)).toMatchObject([{ origin: 'https://www.parley.example' }])
  expect(warnings(server)[0].msg).toMatch(/PUBLIC_ORIGIN does not name/)
})

test('the same where a browser sends no Origin, and only the proof tells where the page is from', async () => {
  await using server = await startTestServer({ env: { PUBLIC_ORIGIN: 'https://parley.example' } })
  const deviceId = longId('ada-1')
  const auth = await handshakeOf(server, await server.personOf('ada'), deviceId, { origin: 'https://other.example' })
  await expect(connectDevice(server, 'ada', { deviceId, auth })).rejects.toMatchObject({ code: 'proofForeign' })
  expect(warnings(server)).toMatchObject([{ origin: 'https://other.example' }])
})

test('T16: a page that makes up long origins fills no log', async () => {
  await using server = await startTestServer()
  await openAs(server, { Origin: `https://${'x'.repeat(5_000)}.example`, Host: 'y'.repeat(5_000) })
  expect(server.text().length).toBeLessThan(1_000)
})

test('an operator behind whose proxy everybody has one address reads of TRUST_PROXY, though it sends no header', async () => {
  await using server = await startTestServer({ env: { PUBLIC_ORIGIN: 'https://parley.example' } })
  for (const userId of ['ada', 'bob', 'carol', 'dave', 'eve']) {
    const deviceId = longId(`${userId}-1`)
    const auth = await handshakeOf(server, await server.personOf(userId), deviceId, {
      origin: 'https://parley.example',
    })
    await connectDevice(server, userId, { deviceId, auth, socket: { extraHeaders: { Host: 'parley.example' } } })
  }
  expect(warnings(server).map(({ msg }) => msg)).toEqual([expect.stringContaining('TRUST_PROXY')])
})

test.each(['X-Forwarded-For', 'X-Real-IP', 'X-Forwarded-Proto', 'Forwarded'])(
  'an operator whose proxy sends %s, and who has not set TRUST_PROXY, reads so once a minute',
  async (header) => {
    await using server = await startTestServer()
    const ask = () => fetch(`${server.url}/api/stun`, { headers: { [header]: '203.0.113.9' } })
    for (let n = 0; n < 3; n += 1) await ask()
    await server.clock.advance(60_000)
    await ask()
    expect(warnings(server).map(({ msg }) => msg)).toEqual(Array(2).fill(expect.stringContaining('TRUST_PROXY')))
  },
)
