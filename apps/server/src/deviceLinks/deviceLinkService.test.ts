import { certify, createDeviceLink, createKeyPair } from '@parley/identity'
import { createPerson, identityOf } from '@parley/identity/testing'
import { type Joiner, limits } from '@parley/protocol'
import { pino } from 'pino'
import { afterEach, expect, test } from 'vitest'
import type { Directory } from '../directory/directory.ts'
import { openDirectory } from '../directory/openDirectory.ts'
import { createFakeClock } from '../testing/fakeClock.ts'
import { createDeviceLinkService, type DeviceLinkOwner } from './deviceLinkService.ts'

const opened: Directory[] = []
afterEach(() => Promise.all(opened.splice(0).map((directory) => directory.close())))

async function setUp() {
  const directory = await openDirectory(':memory:')
  opened.push(directory)
  const clock = createFakeClock()
  const self = await createPerson('ada')
  await directory.claim('ada', self.root, 0)
  const heard: string[] = []
  const links = createDeviceLinkService({
    directory,
    addKey: (userId, key, certificates) => directory.addKey(userId, key, certificates, 0),
    clock,
    deliver: ({ event }) => void heard.push(event),
    log: pino({ level: 'silent' }),
    maxLinks: 20,
  })
  const ownerAt = (deviceId: string): DeviceLinkOwner => ({
    device: { userId: 'ada', deviceId },
    identity: identityOf(self),
  })
  const connection = { approve: () => void heard.push('approved'), close: () => void heard.push('closed') }
  return { directory, clock, self, links, ownerAt, connection, heard: () => heard.splice(0) }
}

async function createBrowser() {
  const { publicKey: key } = await createKeyPair()
  const joiner: Joiner = { key, label: 'Firefox on Linux', mac: 'm'.repeat(43) }
  return joiner
}

test('there are only so many links at once, and room again when they have run out', async () => {
  const { links, ownerAt, clock } = await setUp()
  let n = 0
  while (links.openLink(ownerAt(`device-${n}`), { link: `link-${n}` }).ok) n += 1
  expect([n, links.size]).toEqual([20, 20])
  expect(links.openLink(ownerAt('one-more'), { link: 'link' })).toEqual({ ok: false, error: 'tooMany' })
  expect(links.openLink(ownerAt('device-1'), { link: 'link' })).toMatchObject({ ok: true })
  await clock.advance(limits.LINK_MS)
  expect([links.size, clock.pending]).toEqual([0, 0])
  expect(links.openLink(ownerAt('one-more'), { link: 'link' })).toMatchObject({ ok: true })
})

test('a link that runs out while its approval is checked lets nobody in', async () => {
  const { links, ownerAt, connection, clock, self, directory, heard } = await setUp()
  const owner = ownerAt('device')
  const { link } = await createDeviceLink()
  const joiner = await createBrowser()
  links.openLink(owner, { link })
  links.joinDevice(link, joiner, connection)
  const certificate = (await certify(self, joiner.key, 'device', 1)).at(-1) ?? ''
  const find = directory.find
  directory.find = async (userId) => {
    await clock.advance(limits.LINK_MS)
    return find(userId)
  }
  expect(await links.approveLink(owner, { link, certificate })).toEqual({ ok: false, error: 'linkGone' })
  expect(heard()).toEqual(['linkJoined', 'closed'])
  expect(await directory.listKeys('ada')).toHaveLength(1)
})

test('an ID that has as many keys as it may have says so, and the browser is not let in', async () => {
  const { links, ownerAt, connection, self, directory, heard } = await setUp()
  for (let n = 1; n < limits.MAX_KEYS; n += 1) await directory.addKey('ada', `key-${n}`, [], 0)
  const owner = ownerAt('device')
  const { link } = await createDeviceLink()
  const joiner = await createBrowser()
  links.openLink(owner, { link })
  links.joinDevice(link, joiner, connection)
  const certificate = (await certify(self, joiner.key, 'device', 1)).at(-1) ?? ''
  expect(await links.approveLink(owner, { link, certificate })).toEqual({ ok: false, error: 'tooMany' })
  links.closeLink(owner, { link })
  expect(heard()).toEqual(['linkJoined', 'closed'])
})

test('a link that is used is forgotten when its time is over, in silence', async () => {
  const { links, ownerAt, connection, self, clock, heard } = await setUp()
  const owner = ownerAt('device')
  const { link } = await createDeviceLink()
  const joiner = await createBrowser()
  links.openLink(owner, { link })
  links.joinDevice(link, joiner, connection)
  const certificate = (await certify(self, joiner.key, 'device', 1)).at(-1) ?? ''
  await links.approveLink(owner, { link, certificate })
  links.ownerLeft(owner.device)
  expect(links.size).toBe(1)
  await clock.advance(limits.LINK_MS)
  expect([links.size, clock.pending, heard()]).toEqual([0, 0, ['linkJoined', 'approved']])
})

test('closing leaves nothing behind', async () => {
  const { links, ownerAt, clock } = await setUp()
  links.openLink(ownerAt('device'), { link: (await createDeviceLink()).link })
  links.close()
  expect([links.size, clock.pending]).toEqual([0, 0])
})
