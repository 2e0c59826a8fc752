import { certify, readChain, readRevocations, revoke, type Self } from '@parley/identity'
import { createDevice, createPerson } from '@parley/identity/testing'
import { limits, type PublicKey, type Revocations } from '@parley/protocol'
import { afterEach, expect, test } from 'vitest'
import type { Directory } from '../directory/directory.ts'
import { openDirectory } from '../directory/openDirectory.ts'
import { createFakeClock } from '../testing/fakeClock.ts'
import { createLogRecorder } from '../testing/logRecorder.ts'
import { createKeyAdding } from './keyAdding.ts'
import { createKeyService, type KeyConnection } from './keyService.ts'

const opened: Directory[] = []
afterEach(() => Promise.all(opened.splice(0).map((directory) => directory.close())))

/** Creates the service for ada and her two devices; all that happens is recorded in one list. */
async function setUp({ aDay = Number.POSITIVE_INFINITY } = {}) {
  const directory = await openDirectory(':memory:')
  opened.push(directory)
  const clock = createFakeClock(1_000_000, 1_000_000)
  const happened: string[] = []
  const connections = new Set<KeyConnection>()
  let fails = false
  let today = 0
  const addKey = createKeyAdding({
    directory,
    clock,
    limiter: {
      take: async (kind, key) => {
        today += 1
        return kind === 'keys' && key === 'ada' && today <= aDay
      },
    },
  })
  const service = createKeyService({
    directory,
    addKey,
    clock,
    log: createLogRecorder().log,
    deliver: ({ to, event }) => void happened.push(`${event} to ${'user' in to ? to.user : to.device.deviceId}`),
    connectionsOf: (userId) => [...connections].filter(({ device }) => device.userId === userId),
    endCallsOf: async ({ deviceId }) => {
      happened.push(`call of ${deviceId} ended`)
      if (fails) throw new Error('store unreachable')
    },
  })

  /** Admits a device without checking its proof. */
  async function connect(self: Self, deviceId: string): Promise<KeyConnection> {
    const chain = await readChain(self.userId, self)
    if (!chain) throw new Error('no chain')
    await directory.claim(self.userId, self.root, clock.wall())
    await directory.addKey(self.userId, chain.key, self.certificates, clock.wall())
    const connection: KeyConnection = {
      device: { userId: self.userId, deviceId },
      key: chain.key,
      chain,
      learn: () => undefined,
      shutOut: () => {
        connections.delete(connection)
        happened.push(`${deviceId} closed`)
      },
    }
    connections.add(connection)
    return connection
  }

  const ada = await createPerson('ada')
  const phone = await createDevice(ada)
  return {
    directory,
    clock,
    service,
    connect,
    ada,
    phone,
    first: await connect(ada, 'first'),
    second: await connect(phone, 'phone'),
    happened: () => happened.splice(0),
    nextDay: () => {
      today = 0
    },
    failCalls: () => {
      fails = true
    },
  }
}

const keyOf = (self: Self): PublicKey => self.key.publicKey
const taking = (by: Self, away: readonly Self[], keep: readonly Self[] = [], time = 1_000_000): Promise<Revocations> =>
  revoke(by, { keys: away.map(keyOf), keep: keep.map(keyOf), before: null, time })

test('the keys of an ID are listed with the root first, and which of them are online', async () => {
  const { service, ada, phone, first, connect, directory, clock } = await setUp()
  const other = await connect(await createPerson('bob'), 'bob')
  await directory.sawKey('ada', keyOf(phone), clock.wall())
  first.shutOut()
  const listed = await service.listKeys(first)
  expect(listed).toEqual({
    ok: true,
    now: clock.wall(),
    root: ada.root,
    revocations: null,
    keys: [
      { certificates: [], addedAt: 1_000_000, seenAt: null, online: false },
      { certificates: phone.certificates, addedAt: 1_000_000, seenAt: 1_000_000, online: true },
    ],
  })
  expect(await service.listKeys(other)).toMatchObject({ keys: [{ certificates: [] }] })
})

test('a recovery key is added by the device that certified it, once', async () => {
  const { service, phone, second, clock } = await setUp()
  await clock.advance(1)
  const { certificates } = await createDevice(phone, 'recovery')
  expect(await service.addKey(second, { certificates })).toEqual({ ok: true })
  expect(await service.addKey(second, { certificates })).toEqual({ ok: true })
  expect(await service.listKeys(second)).toMatchObject({
    keys: [{ certificates: [] }, { certificates: phone.certificates }, { certificates, seenAt: null, online: false }],
  })
})

test('a key is not added if another made its certificate, if it is for a device, or is of another ID', async () => {
  const { service, ada, phone, first, second } = await setUp()
  const bob = await createPerson('bob')
  const refused = [
    await createDevice(ada, 'recovery'),
    await createDevice(phone, 'device'),
    await createDevice({ ...phone, userId: 'bob' }, 'recovery'),
    await createDevice(bob, 'recovery'),
  ]
  for (const { certificates } of refused) {
    expect(await service.addKey(second, { certificates })).toEqual({ ok: false, error: 'invalid' })
  }
  expect(await service.addKey(first, { certificates: [] })).toEqual({ ok: false, error: 'invalid' })
  expect(await service.listKeys(second)).toMatchObject({ keys: [{}, {}] })
})

test('a key that an ID has already is not given another place in it', async () => {
  const { service, ada, phone, first, second } = await setUp()
  const again = await certify(ada, keyOf(phone), 'recovery', 2)
  expect(await service.addKey(first, { certificates: again })).toEqual({ ok: false, error: 'invalid' })
  const root = await certify(phone, ada.root, 'recovery', 2)
  expect(await service.addKey(second, { certificates: root })).toEqual({ ok: false, error: 'invalid' })
})

test('more keys than an ID may have are refused', async () => {
  const { service, ada, first, directory } = await setUp()
  for (let n = 2; n < limits.MAX_KEYS; n += 1) await directory.addKey('ada', `key ${n}`, ['c'], n)
  const { certificates } = await createDevice(ada, 'recovery')
  expect(await service.addKey(first, { certificates })).toEqual({ ok: false, error: 'tooMany' })
})

test('a device taken away is told, sent away at once and its call ended, and the others stay', async () => {
  const { service, ada, phone, first, second, happened, connect } = await setUp()
  const tablet = await connect(await createDevice(ada), 'tablet')
  const revocations = await taking(ada, [phone])
  expect(await service.revokeKeys(first, { revocations })).toEqual({ ok: true })
  expect(happened()).toEqual(['keysRevoked to ada', 'phone closed', 'call of phone ended'])
  expect(await service.listKeys(first)).toMatchObject({ revocations, keys: [{ certificates: [] }, {}] })
  expect(await service.listKeys(tablet)).toMatchObject({ ok: true })
  expect(await service.listKeys(second)).toEqual({ ok: false, error: 'deviceRemoved' })
})

test('with a device go all keys that it certified and that were not kept', async () => {
  const { service, phone, ada, first, connect, happened } = await setUp()
  const kept = await createDevice(phone)
  const lost = await createDevice(phone)
  const after = await createDevice(lost)
  await connect(kept, 'kept')
  await connect(lost, 'lost')
  await connect(after, 'after')
  await service.revokeKeys(first, { revocations: await taking(ada, [phone], [kept]) })
  expect(happened().filter((each) => each.endsWith('closed'))).toEqual(['phone closed', 'lost closed', 'after closed'])
  expect(await service.listKeys(first)).toMatchObject({ keys: [{}, { certificates: kept.certificates, online: true }] })
})

test('the first browser can be taken away by another, and gets nothing back', async () => {
  const { service, ada, phone, first, second, happened, directory } = await setUp()
  expect(await service.revokeKeys(second, { revocations: await taking(phone, [ada], [phone]) })).toEqual({ ok: true })
  expect(happened()).toEqual(['keysRevoked to ada', 'first closed', 'call of first ended'])
  const revenge = await taking(ada, [phone, ada], [], 2_000_000)
  expect(await service.revokeKeys(first, { revocations: revenge })).toEqual({ ok: false, error: 'deviceRemoved' })
  expect(await service.revokeKeys(second, { revocations: revenge })).toEqual({ ok: false, error: 'invalid' })
  expect(await service.addKey(first, await createDevice(ada, 'recovery'))).toEqual({
    ok: false,
    error: 'deviceRemoved',
  })
  expect((await directory.listKeys('ada')).map(({ key }) => key)).toEqual([keyOf(phone)])
})

test('a device may take itself away', async () => {
  const { service, phone, second, happened } = await setUp()
  expect(await service.revokeKeys(second, { revocations: await taking(phone, [phone]) })).toEqual({ ok: true })
  expect(happened()).toEqual(['keysRevoked to ada', 'phone closed', 'call of phone ended'])
})

test('a revoked key stays revoked: a statement that forgets it, or is older, is refused', async () => {
  const { service, ada, phone, first, connect, happened } = await setUp()
  const tablet = await createDevice(ada)
  await connect(tablet, 'tablet')
  await service.revokeKeys(first, { revocations: await taking(ada, [phone]) })
  happened()
  for (const revocations of [
    await taking(ada, [], [], 1_000_001),
    await taking(ada, [tablet], [], 1_000_001),
    await taking(ada, [phone, tablet], [], 999_999),
  ]) {
    expect(await service.revokeKeys(first, { revocations })).toEqual({ ok: false, error: 'invalid' })
  }
  expect(happened()).toEqual([])
  const more = await taking(ada, [phone, tablet], [], 1_000_001)
  expect(await service.revokeKeys(first, { revocations: more })).toEqual({ ok: true })
  expect(happened()).toContain('tablet closed')
})

test('the very same statement once more changes nothing and is acknowledged', async () => {
  const { service, ada, phone, first, happened } = await setUp()
  const revocations = await taking(ada, [phone])
  await service.revokeKeys(first, { revocations })
  happened()
  expect(await service.revokeKeys(first, { revocations })).toEqual({ ok: true })
  expect(happened()).toEqual([])
})

test('a statement by another ID, or tampered with, is refused', async () => {
  const { service, ada, phone, first, happened } = await setUp()
  const bob = await createPerson('bob')
  const right = await taking(ada, [phone])
  const wrong = [
    await taking(bob, [phone]),
    await taking({ ...bob, userId: 'ada', root: ada.root }, [phone]),
    { ...right, certificates: phone.certificates },
    { ...right, statement: right.statement.replace(/.{86}$/, 'A'.repeat(86)) },
  ]
  for (const revocations of wrong) {
    expect(await service.revokeKeys(first, { revocations })).toEqual({ ok: false, error: 'invalid' })
  }
  expect(happened()).toEqual([])
})

test('a statement from the far future is refused, since nothing could be taken away after it', async () => {
  const { service, ada, first } = await setUp()
  const revocations = await taking(ada, [], [], Number.MAX_SAFE_INTEGER)
  expect(await service.revokeKeys(first, { revocations })).toEqual({ ok: false, error: 'invalid' })
})

test('two statements at the same moment never undo one another', async () => {
  const { service, ada, phone, first, connect, directory } = await setUp()
  const tablet = await createDevice(ada)
  await connect(tablet, 'tablet')
  const acks = await Promise.all([
    service.revokeKeys(first, { revocations: await taking(ada, [phone], [], 1_000_001) }),
    service.revokeKeys(first, { revocations: await taking(ada, [tablet], [], 1_000_002) }),
  ])
  expect(acks.map(({ ok }) => ok).sort()).toEqual([false, true])
  const left = (await directory.listKeys('ada')).map(({ key }) => key)
  expect(left).toHaveLength(2)
  expect(left).toContain(ada.root)
})

test('calls that cannot be ended do not keep a connection open', async () => {
  const { service, ada, phone, first, happened, failCalls, connect } = await setUp()
  await connect(phone, 'phone again')
  failCalls()
  expect(await service.revokeKeys(first, { revocations: await taking(ada, [phone]) })).toEqual({ ok: true })
  expect(happened().filter((each) => each.endsWith('closed'))).toEqual(['phone closed', 'phone again closed'])
})

test('a key that slips in while its issuer is taken away is listed nowhere', async () => {
  const { service, ada, phone, first, directory } = await setUp()
  const late = await createDevice(phone)
  await service.revokeKeys(first, { revocations: await taking(ada, [phone]) })
  expect(await directory.addKey('ada', keyOf(late), late.certificates, 2_000_000)).toBe(true)
  expect(await service.listKeys(first)).toMatchObject({ keys: [{ certificates: [] }] })
})

test('with revocations that cannot be read nobody is told that a key counts', async () => {
  const { service, first, directory } = await setUp()
  await directory.revoke('ada', null, { statement: 'x', certificates: [] }, [])
  await expect(service.listKeys(first)).rejects.toThrow('cannot be read')
})

/** A revocation by a device that has seen the list before. */
async function removing(
  service: Awaited<ReturnType<typeof setUp>>['service'],
  by: KeyConnection,
  self: Self,
  key: PublicKey,
) {
  const listed = await service.listKeys(by)
  if (!listed.ok) return listed
  const before = listed.revocations && (await readRevocations('ada', self.root, listed.revocations, null))
  const keep = [self.root, keyOf(self)]
  const time = 1_000_000
  return service.revokeKeys(by, { revocations: await revoke(self, { keys: [key], keep, before, time }) })
}

test('T33: a stolen device cannot fill the places of revoked keys with keys that nobody has', async () => {
  const { service, ada, phone, first, second, happened } = await setUp()
  const invented = await Promise.all(Array.from({ length: limits.MAX_KEYS }, () => createPerson('ada')))
  for (const keys of [invented, invented.slice(0, 1), [...invented.slice(0, 5), ada]])
    expect(await service.revokeKeys(second, { revocations: await taking(phone, keys) })).toEqual({
      ok: false,
      error: 'invalid',
    })
  expect(happened()).toEqual([])
  expect(await removing(service, first, ada, keyOf(phone))).toEqual({ ok: true })
  expect(happened()).toContain('phone closed')
})

test('T33: nor with real keys, which it adds and takes away in turns: it can always be removed', async () => {
  const { service, ada, phone, first, second, happened, directory } = await setUp()
  let added = 0
  for (;;) {
    const spare = await createDevice(phone, 'recovery')
    const ack = await service.addKey(second, { certificates: spare.certificates })
    if (!ack.ok) {
      expect(ack.error).toBe('tooMany')
      break
    }
    added += 1
    expect(await removing(service, second, phone, keyOf(spare))).toEqual({ ok: true })
  }
  expect(added).toBe(limits.MAX_KEYS - 2)
  happened()
  expect(await removing(service, first, ada, keyOf(phone))).toEqual({ ok: true })
  expect(happened()).toContain('phone closed')
  expect((await directory.listKeys('ada')).map(({ key }) => key)).toEqual([ada.root])
})

test('T33: keys that fall with a stolen device leave their places to its owner', async () => {
  const { service, ada, phone, first, second } = await setUp()
  for (let n = 2; n < limits.MAX_KEYS; n += 1) {
    const { certificates } = await createDevice(phone, 'recovery')
    expect(await service.addKey(second, { certificates })).toEqual({ ok: true })
  }
  const mine = (await createDevice(ada, 'recovery')).certificates
  expect(await service.addKey(first, { certificates: mine })).toEqual({ ok: false, error: 'tooMany' })
  expect(await removing(service, first, ada, keyOf(phone))).toEqual({ ok: true })
  for (let n = 2; n < limits.MAX_KEYS; n += 1) {
    const { certificates } = await createDevice(ada, 'recovery')
    expect(await service.addKey(first, { certificates })).toEqual({ ok: true })
  }
})

test('T33: an ID gets only so many keys a day, and one that it has already does not count', async () => {
  const { service, phone, second, directory, nextDay } = await setUp({ aDay: 3 })
  const some = await Promise.all(Array.from({ length: 4 }, () => createDevice(phone, 'recovery')))
  for (const { certificates } of some.slice(0, 3))
    for (let n = 0; n < 5; n += 1) expect(await service.addKey(second, { certificates })).toEqual({ ok: true })
  const certificates = some[3]?.certificates ?? []
  expect(await service.addKey(second, { certificates })).toEqual({ ok: false, error: 'tooMany' })
  expect(await directory.listKeys('ada')).toHaveLength(5)
  nextDay()
  expect(await service.addKey(second, { certificates })).toEqual({ ok: true })
})
