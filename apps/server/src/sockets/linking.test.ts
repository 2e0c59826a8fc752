import { certify, createDeviceLink, deviceLinkIdOf, revoke, type Self } from '@parley/identity'
import { createDevice, createPerson } from '@parley/identity/testing'
import { limits, type PublicKey } from '@parley/protocol'
import { expect, test } from 'vitest'
import { connectDevice, longId, type TestDevice } from '../testing/connectDevice.ts'
import { connectJoiner } from '../testing/connectJoiner.ts'
import { startTestServer, type TestServer } from '../testing/startTestServer.ts'

const gone = { ok: false, error: 'linkGone' }
const done = { ok: true }
const refused = (code: string) => expect.objectContaining({ code })
const ada2 = longId('ada-2')

/** The last certificate of the chain to a key. */
async function certificateBy(self: Self, key: PublicKey, use: 'device' | 'recovery' = 'device'): Promise<string> {
  return (await certify(self, key, use, 1)).at(-1) ?? ''
}

async function openLink(server: TestServer, ada?: TestDevice) {
  const owner = ada ?? (await connectDevice(server, 'ada'))
  const { secret, link } = await createDeviceLink()
  const opened = await owner.request('openLink', { link })
  if (!opened.ok) throw new Error(opened.error)
  const approve = async (key: PublicKey, by = owner.self) =>
    owner.request('approveLink', { link, certificate: await certificateBy(by, key) })
  return { ada: owner, secret, link, validForMs: opened.validForMs, approve }
}

test('a browser that has the link is let in by the person, and is a device of the ID from then on', async () => {
  await using server = await startTestServer()
  const { ada, secret, link, validForMs, approve } = await openLink(server)
  expect(validForMs).toBe(limits.LINK_MS)
  const { root } = ada.self
  const browser = await connectJoiner(server, secret)
  expect(await browser.join()).toEqual({ ok: true, userId: 'ada', root })
  expect(await ada.hears('linkJoined')).toEqual({ link, joiner: browser.joiner })
  expect(await approve(browser.key.publicKey)).toEqual(done)
  const membership = await browser.approved
  expect(membership).toMatchObject({ userId: 'ada', root })
  await connectDevice(server, 'ada', { self: { ...membership, key: browser.key }, deviceId: ada2 })
  expect(browser.heard).toEqual(['deviceApproved'])
})

test('a device that was let in lets in another', async () => {
  await using server = await startTestServer()
  const { self } = await connectDevice(server, 'ada')
  const second = await connectDevice(server, 'ada', { self: await createDevice(self), deviceId: ada2 })
  const { secret, approve } = await openLink(server, second)
  const browser = await connectJoiner(server, secret)
  await browser.join()
  expect(await approve(browser.key.publicKey)).toEqual(done)
  const membership = await browser.approved
  expect(membership.certificates).toHaveLength(2)
  await connectDevice(server, 'ada', { self: { ...membership, key: browser.key }, deviceId: longId('ada-3') })
})

test('T1: a link that is used cannot be used again', async () => {
  await using server = await startTestServer()
  const { secret, approve } = await openLink(server)
  const browser = await connectJoiner(server, secret)
  await browser.join()
  await approve(browser.key.publicKey)
  await browser.approved
  const thief = await connectJoiner(server, secret)
  expect(await thief.join()).toEqual(gone)
  expect(await approve(thief.key.publicKey)).toEqual({ ok: false, error: 'invalid' })
  expect(thief.heard).toEqual([])
})

test('T1: a link has run out after five minutes, also for a browser that has joined', async () => {
  await using server = await startTestServer()
  const { secret, approve } = await openLink(server)
  const browser = await connectJoiner(server, secret)
  await browser.join()
  await server.clock.advance(limits.LINK_MS)
  await browser.closed
  expect(await browser.join()).toEqual(gone)
  expect(await approve(browser.key.publicKey)).toEqual(gone)
  await expect(connectJoiner(server, secret)).rejects.toEqual(refused('linkGone'))
  expect(await server.stats()).toMatchObject({ links: 0 })
})

test('T1: one browser joins by a link, and a second browser is told the same as without a link', async () => {
  await using server = await startTestServer()
  const { ada, secret, link } = await openLink(server)
  const [first, second] = [await connectJoiner(server, secret), await connectJoiner(server, secret)]
  expect(await first.join()).toMatchObject(done)
  expect(await second.join()).toEqual(gone)
  expect(await first.join()).toMatchObject(done)
  expect(await ada.heard()).toEqual(['linkJoined'])
  await ada.request('closeLink', { link })
  await first.closed
  expect(second.heard).toEqual([])
})

test('T1: a certificate for another key than the one that joined is refused, and the link stays open', async () => {
  await using server = await startTestServer()
  const { ada, secret, link, approve } = await openLink(server)
  const browser = await connectJoiner(server, secret)
  await browser.join()
  const [other, stranger] = [await createPerson('ada'), await createPerson('ada')]
  const { publicKey } = browser.key
  const invalid = { ok: false, error: 'invalid' }
  expect(await approve(other.key.publicKey)).toEqual(invalid)
  expect(await approve(publicKey, stranger)).toEqual(invalid)
  expect(await approve(publicKey, { ...ada.self, userId: 'bob' })).toEqual(invalid)
  const certificate = await certificateBy(ada.self, publicKey, 'recovery')
  expect(await ada.request('approveLink', { link, certificate })).toEqual(invalid)
  expect(browser.heard).toEqual([])
  expect(await approve(publicKey)).toEqual(done)
})

test('T1: nobody but the device that made a link approves or closes it', async () => {
  await using server = await startTestServer()
  const { ada, secret, link } = await openLink(server)
  const browser = await connectJoiner(server, secret)
  await browser.join()
  const others = [await connectDevice(server, 'bob'), await connectDevice(server, 'ada', { deviceId: ada2 })]
  for (const other of others) {
    const certificate = await certificateBy(other.self, browser.key.publicKey)
    expect(await other.request('approveLink', { link, certificate })).toEqual(gone)
    expect(await other.request('closeLink', { link })).toEqual(done)
    expect(await other.request('openLink', { link })).toEqual(gone)
    expect(await other.heard()).toEqual([])
  }
  expect(browser.heard).toEqual([])
  expect(await ada.heard()).toEqual(['linkJoined'])
})

test('T1: a link that nobody has joined cannot be approved', async () => {
  await using server = await startTestServer()
  const { approve } = await openLink(server)
  expect(await approve((await createPerson()).key.publicKey)).toEqual(gone)
})

test('a browser that joined and lost its connection comes back, and hears the answer it missed', async () => {
  await using server = await startTestServer()
  const { ada, secret, approve } = await openLink(server)
  const browser = await connectJoiner(server, secret)
  await browser.join()
  await browser.reconnect()
  expect(await browser.join()).toMatchObject(done)
  expect(await approve(browser.key.publicKey)).toEqual(done)
  await browser.approved
  await browser.reconnect()
  expect(await browser.join()).toMatchObject(done)
  // `deviceApproved` follows the acknowledgement; after one more answer nothing else is under way.
  expect(await browser.join()).toMatchObject(done)
  expect(browser.heard.length).toBeGreaterThan(1)
  expect(await ada.heard()).toEqual(['linkJoined'])
})

test('an approval that is repeated changes nothing', async () => {
  await using server = await startTestServer()
  const { ada, secret, approve } = await openLink(server)
  const browser = await connectJoiner(server, secret)
  await browser.join()
  for (let n = 0; n < 3; n += 1) expect(await approve(browser.key.publicKey)).toEqual(done)
  const listed = await ada.request('listKeys', {})
  expect(listed.ok && listed.keys).toHaveLength(2)
})

test('a device has one open link: another one closes it', async () => {
  await using server = await startTestServer()
  const { ada, secret } = await openLink(server)
  const browser = await connectJoiner(server, secret)
  await browser.join()
  const next = await openLink(server, ada)
  await browser.closed
  await expect(connectJoiner(server, secret)).rejects.toEqual(refused('linkGone'))
  await connectJoiner(server, next.secret)
  expect(await server.stats()).toMatchObject({ links: 1 })
  await server.clock.advance(1_000)
  expect(await ada.request('openLink', { link: next.link })).toEqual({ ok: true, validForMs: next.validForMs - 1_000 })
})

test('a link closes when its device goes, and stays when that only comes back by another connection', async () => {
  await using server = await startTestServer()
  const { secret } = await openLink(server)
  const browser = await connectJoiner(server, secret)
  await browser.join()
  const again = await connectDevice(server, 'ada')
  await server.logged({ event: 'left' })
  expect(browser.heard).toEqual([])
  await again.leave()
  await browser.closed
  await server.socketsLeft(1)
  expect(await server.stats()).toMatchObject({ links: 0 })
  expect(server.clock.pending).toBe(0)
})

test('T21: a link of a device that is removed closes with it', async () => {
  await using server = await startTestServer()
  const ada = await connectDevice(server, 'ada')
  const thief = await createDevice(ada.self)
  const { secret } = await openLink(server, await connectDevice(server, 'ada', { self: thief, deviceId: ada2 }))
  const browser = await connectJoiner(server, secret)
  await browser.join()
  const keys = [thief.key.publicKey]
  const revocations = await revoke(ada.self, { keys, keep: [], before: null, time: 1 })
  await ada.request('revokeKeys', { revocations })
  await browser.closed
})

test.each([
  ['a link that nobody made', {}, 'linkGone'],
  ['another version', { protocol: limits.PROTOCOL_VERSION + 1 }, 'unsupportedVersion'],
  ['no link', { link: undefined }, 'invalid'],
  ['something more', { userId: 'ada' }, 'invalid'],
])('a browser that presents %s is told so', async (_what, changes, code) => {
  await using server = await startTestServer()
  const { secret } = await createDeviceLink()
  const auth = { protocol: limits.PROTOCOL_VERSION, link: await deviceLinkIdOf(secret), ...changes }
  await expect(connectJoiner(server, secret, { auth })).rejects.toEqual(refused(code))
})

test('T13: an address tries only so many links', async () => {
  await using server = await startTestServer({ env: { LIMITS: 'handshakes=4/60' } })
  const { secret } = await openLink(server)
  const browser = await connectJoiner(server, secret)
  expect(await browser.join()).toMatchObject(done)
  expect(await browser.join()).toMatchObject(done)
  expect(await browser.join()).toEqual({ ok: false, error: 'tooMany' })
  await expect(connectJoiner(server, secret)).rejects.toEqual(refused('tooMany'))
})

test('T14: a request that does not fit is invalid, and the link is still there for its browser', async () => {
  await using server = await startTestServer()
  const { ada, secret } = await openLink(server)
  const browser = await connectJoiner(server, secret)
  for (const changes of [{ key: 'B' }, { label: 'x'.repeat(65) }, { mac: '' }, { userId: 'ada' }]) {
    expect(await browser.join({ ...browser.joiner, ...changes })).toEqual({ ok: false, error: 'invalid' })
  }
  expect(await ada.heard()).toEqual([])
  expect(await browser.join()).toMatchObject(done)
})

test('T13: one connection has one link, however many it asks for', async () => {
  await using server = await startTestServer()
  const { link } = await openLink(server)
  const url = `${server.url}/socket.io/?EIO=4&transport=polling`
  const { sid } = JSON.parse((await (await fetch(url)).text()).slice(1))
  const ask = `40/link,${JSON.stringify({ protocol: limits.PROTOCOL_VERSION, link })}`
  const body = Array.from({ length: 20 }, () => ask).join('\x1e')
  await fetch(`${url}&sid=${sid}`, { method: 'POST', body, headers: { 'Content-Type': 'text/plain' } })
  const answers: string[] = []
  while (answers.length < 20) answers.push(...(await (await fetch(`${url}&sid=${sid}`)).text()).split('\x1e'))
  expect(answers.filter((packet) => packet.startsWith('40/link'))).toHaveLength(1)
  expect(answers.filter((packet) => packet.startsWith('44/link') && packet.includes('"invalid"'))).toHaveLength(19)
})

test('T14: a browser that sends invalid messages again and again is sent away, and the log does not grow', async () => {
  await using server = await startTestServer({ env: { LIMITS: 'invalid=3/60' } })
  const { ada, secret } = await openLink(server)
  const browser = await connectJoiner(server, secret)
  await Promise.allSettled(Array.from({ length: 20 }, () => browser.join({ ...browser.joiner, mac: 'none' })))
  await browser.disconnected
  expect(server.text().match(/did not fit/g)).toHaveLength(3)
  expect(await ada.request('sync', { call: null })).toMatchObject({ ok: true })
})
