import { CallError, limits, Revocations } from '@parley/protocol'
import { expect, it } from 'vitest'
import { certify, readChain } from './chain.ts'
import { checkIdentity } from './identityCheck.ts'
import { createKeyPair } from './keys.ts'
import { counts, readRevocations, revoke } from './revocations.ts'
import type { Self } from './self.ts'
import { sign } from './statement.ts'
import { createDevice, createPerson, identityOf } from './testing/index.ts'

const keyOf = ({ key }: Self) => key.publicKey

async function family() {
  const root = await createPerson()
  const phone = await createDevice(root)
  const tablet = await createDevice(phone)
  return { root, phone, tablet }
}

/** The result of another side's check of a device after these revocations. */
const standing = async (device: Self, revocations: Awaited<ReturnType<typeof revoke>>) => {
  const checked = await checkIdentity('ada', identityOf(device), revocations)
  return checked.ok ? 'counts' : checked.why
}

it('a device that was taken away counts no more; those it let in stay if they were kept', async () => {
  const { root, phone, tablet } = await family()
  const keeping = await revoke(root, { keys: [keyOf(phone)], keep: [keyOf(tablet)], before: null, time: 1 })
  expect(await standing(phone, keeping)).toBe('removed')
  expect(await standing(tablet, keeping)).toBe('counts')
  expect(await standing(root, keeping)).toBe('counts')
  const dropping = await revoke(root, { keys: [keyOf(phone)], keep: [], before: null, time: 1 })
  expect(await standing(tablet, dropping)).toBe('removed')
})

it('even the first browser of an ID can be taken away, and the ID lives on', async () => {
  const { root, phone, tablet } = await family()
  const lost = await revoke(phone, { keys: [root.root], keep: [keyOf(phone), keyOf(tablet)], before: null, time: 1 })
  expect(await standing(root, lost)).toBe('removed')
  expect(await standing(phone, lost)).toBe('counts')
  expect(await standing(tablet, lost)).toBe('counts')
})

it('a thief lets nobody in with a key that was taken away, not even by writing an earlier date', async () => {
  const { root, phone } = await family()
  const lost = await revoke(phone, { keys: [root.root], keep: [keyOf(phone)], before: null, time: 1_000 })
  const thief = await createKeyPair()
  const backDated = { ...root, key: thief, certificates: await certify(root, thief.publicKey, 'device', 1) }
  expect(await standing(backDated, lost)).toBe('removed')
})

it('a revoked key stays revoked: a later list must name it as well', async () => {
  const { root, phone, tablet } = await family()
  const first = await revoke(root, { keys: [keyOf(phone)], keep: [keyOf(tablet)], before: null, time: 5 })
  const before = await readRevocations('ada', root.root, first, null)
  const forgetful = await revoke(root, { keys: [keyOf(tablet)], keep: [keyOf(phone)], before: null, time: 9 })
  expect(await readRevocations('ada', root.root, forgetful, before)).toBeNull()
  const next = await revoke(root, { keys: [keyOf(tablet)], keep: [], before, time: 1 })
  expect(await readRevocations('ada', root.root, next, before)).toEqual({
    revoked: [keyOf(phone), keyOf(tablet)],
    kept: [],
    time: 6,
  })
})

it('a later list that names only some of the revoked keys is not believed', async () => {
  const { root, phone, tablet } = await family()
  const first = await revoke(root, { keys: [keyOf(phone), keyOf(tablet)], keep: [], before: null, time: 5 })
  const before = await readRevocations('ada', root.root, first, null)
  const forgetful = await revoke(root, { keys: [keyOf(tablet)], keep: [], before: null, time: 9 })
  expect(await readRevocations('ada', root.root, forgetful, before)).toBeNull()
})

it('a list that says the same later is the newer one; one that says something else at the same time is none', async () => {
  const { root, phone, tablet } = await family()
  const at = (time: number, keys: Self[]) => revoke(root, { keys: keys.map(keyOf), keep: [], before: null, time })
  const before = await readRevocations('ada', root.root, await at(5, [phone]), null)
  expect(await readRevocations('ada', root.root, await at(6, [phone]), before)).toMatchObject({ time: 6 })
  expect(await readRevocations('ada', root.root, await at(4, [phone]), before)).toBeNull()
  expect(await readRevocations('ada', root.root, await at(5, [phone, tablet]), before)).toBeNull()
})

it('an older list cannot come back, the same one can', async () => {
  const { root, phone, tablet } = await family()
  const first = await revoke(root, { keys: [keyOf(phone)], keep: [], before: null, time: 5 })
  const old = await readRevocations('ada', root.root, first, null)
  const second = await revoke(root, { keys: [keyOf(tablet)], keep: [], before: old, time: 6 })
  const newest = await readRevocations('ada', root.root, second, old)
  expect(await readRevocations('ada', root.root, first, newest)).toBeNull()
  expect(await readRevocations('ada', root.root, second, newest)).toBe(newest)
})

it('a revoked key revokes none in return; any key may revoke itself', async () => {
  const { root, phone } = await family()
  const first = await revoke(root, { keys: [keyOf(phone)], keep: [], before: null, time: 5 })
  const before = await readRevocations('ada', root.root, first, null)
  const revenge = await revoke(phone, { keys: [root.root], keep: [], before, time: 6 })
  expect(await readRevocations('ada', root.root, revenge, before)).toBeNull()
  const farewell = await revoke(root, { keys: [root.root], keep: [], before, time: 7 })
  expect(await readRevocations('ada', root.root, farewell, before)).toMatchObject({ time: 7 })
})

it('a list by a stranger, about another ID, or changed on the way is none', async () => {
  const { root, phone } = await family()
  const stranger = await createPerson()
  const byStranger = await revoke(stranger, { keys: [keyOf(phone)], keep: [], before: null, time: 1 })
  expect(await readRevocations('ada', root.root, byStranger, null)).toBeNull()
  const mine = await revoke(root, { keys: [keyOf(phone)], keep: [], before: null, time: 1 })
  expect(await readRevocations('grace', root.root, mine, null)).toBeNull()
  expect(await readRevocations('ada', root.root, { ...mine, statement: mine.statement.slice(0, -3) }, null)).toBeNull()
})

it('somebody who shows a broken list is believed nothing, unless more is known already', async () => {
  const { root, phone } = await family()
  const good = await revoke(root, { keys: [(await createKeyPair()).publicKey], keep: [], before: null, time: 1 })
  const broken = { ...good, statement: good.statement.replace(/^./, 'x') }
  expect(await checkIdentity('ada', identityOf(phone, broken), null)).toMatchObject({ ok: false, why: 'forged' })
  expect(await checkIdentity('ada', identityOf(phone, broken), good)).toMatchObject({ ok: true, revocations: good })
})

it('the newest list that may be followed is the one to remember', async () => {
  const { root, phone, tablet } = await family()
  const old = await revoke(root, { keys: [keyOf(tablet)], keep: [], before: null, time: 1 })
  const before = await readRevocations('ada', root.root, old, null)
  const newer = await revoke(root, { keys: [(await createKeyPair()).publicKey], keep: [keyOf(phone)], before, time: 2 })
  expect(await checkIdentity('ada', identityOf(phone, newer), old)).toMatchObject({ ok: true, revocations: newer })
  expect(await checkIdentity('ada', identityOf(phone, old), newer)).toMatchObject({ ok: true, revocations: newer })
  expect(await checkIdentity('ada', identityOf(tablet), newer)).toMatchObject({ ok: false, why: 'removed' })
  expect(await readChain('ada', tablet)).not.toBeNull()
})

it('one after the other of the oldest browsers can be taken away, and the ID still lives on', async () => {
  const { root, phone, tablet } = await family()
  const laptop = await createDevice(tablet)
  let before = null
  const rest = [root, phone, tablet, laptop]
  for (const lost of [root, phone, tablet]) {
    rest.shift()
    const by = rest[0] ?? laptop
    const gone: Revocations = await revoke(by, { keys: [keyOf(lost)], keep: rest.map(keyOf), before, time: 1 })
    before = await readRevocations('ada', root.root, gone, before)
    expect(before).not.toBeNull()
    expect(await standing(lost, gone)).toBe('removed')
    for (const left of rest) expect(await standing(left, gone)).toBe('counts')
  }
})

it('a thief gets in neither before nor behind a key that was kept', async () => {
  const { root, phone, tablet } = await family()
  const keep = [keyOf(tablet)]
  const gone = await revoke(tablet, { keys: [root.root, keyOf(phone)], keep, before: null, time: 9 })
  for (const stolen of [root, phone]) {
    const thief = await createDevice(stolen, 'device', 1)
    expect(await standing(thief, gone)).toBe('removed')
    expect(await standing(await createDevice(thief, 'device', 1), gone)).toBe('removed')
  }
  // The revoked root may certify the kept key again; that admits only the key's owner.
  const again = { ...tablet, certificates: await certify(root, keyOf(tablet), 'device', 1) }
  expect(await standing(again, gone)).toBe('counts')
  expect(await standing(await createDevice(tablet), gone)).toBe('counts')
})

it('a key that is revoked and kept is revoked', async () => {
  const { root, phone, tablet } = await family()
  const both = { revoked: [keyOf(phone)], kept: [keyOf(phone)], time: 1 }
  for (const device of [phone, tablet]) {
    const chain = await readChain('ada', device)
    expect(chain && counts(both, chain)).toBe(false)
  }
  const made = await revoke(root, { keys: [keyOf(phone)], keep: [keyOf(phone)], before: null, time: 1 })
  expect(await readRevocations('ada', root.root, made, null)).toMatchObject({ kept: [] })
})

it('names as many keys as anybody reads, and says so when there is no room', async () => {
  const root = await createPerson()
  const keys = await Promise.all(Array.from({ length: limits.MAX_KEYS }, async () => (await createKeyPair()).publicKey))
  const others = await Promise.all(keys.map(async () => (await createKeyPair()).publicKey))
  const full = await revoke(root, { keys, keep: others, before: null, time: 1 })
  expect(Revocations.safeParse(full).success).toBe(true)
  const before = await readRevocations('ada', root.root, full, null)
  expect(before?.revoked).toEqual(keys)
  const more = { keys: others.slice(0, 1), before, time: 2 }
  await expect(revoke(root, { ...more, keep: [] })).rejects.toEqual(new CallError('tooMany'))
  await expect(revoke(root, { keys, before: null, time: 1, keep: [...others, root.root] })).rejects.toEqual(
    new CallError('tooMany'),
  )
})

it('another list of the same time does not take the place of the first', async () => {
  const { root, phone, tablet } = await family()
  const first = await revoke(root, { keys: [keyOf(phone)], keep: [keyOf(tablet)], before: null, time: 5 })
  const before = await readRevocations('ada', root.root, first, null)
  for (const change of [
    { keys: [keyOf(phone)], keep: [] },
    { keys: [keyOf(phone), keyOf(tablet)], keep: [] },
    { keys: [keyOf(tablet)], keep: [keyOf(phone)] },
  ]) {
    const other = await revoke(root, { ...change, before: null, time: 5 })
    expect(await readRevocations('ada', root.root, other, before)).toBeNull()
  }
})

it.each<[string, object]>([
  ['with something added', { more: 1 }],
  ['that is never to be followed', { time: 1e300 }],
  ['of no time', { time: null }],
  ['of a key that is none', { revoked: ['root'] }],
  ['of too many keys', { revoked: Array(limits.MAX_KEYS + 1).fill(`BA${'A'.repeat(85)}`) }],
  ['about nobody', { id: undefined }],
  ['about an ID that only looks the same', { id: 'Ada' }],
])('a list %s is none, though rightly signed', async (_what, change) => {
  const root = await createPerson()
  const payload = { id: 'ada', revoked: [], kept: [], time: 1, ...change }
  const statement = await sign('parley-revocations', payload, root.key.privateKey)
  expect(await readRevocations('ada', root.root, { statement, certificates: [] }, null)).toBeNull()
})

it('times stay whole, from any clock', async () => {
  const root = await createPerson()
  const made = await revoke(root, { keys: [], keep: [], before: null, time: 1.5 })
  expect(await readRevocations('ada', root.root, made, null)).toMatchObject({ time: 2 })
})
