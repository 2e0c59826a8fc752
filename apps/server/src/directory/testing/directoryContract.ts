import { limits, type MissedCall, type Revocations } from '@parley/protocol'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Directory, KEPT_MS } from '../directory.ts'

const HOUR = 60 * 60_000

const root = 'root of ada'
const statement = (name: string): Revocations => ({ statement: `statement ${name}`, certificates: [`chain ${name}`] })
const missed = (number: number, at = number): MissedCall => ({
  callId: `call-${String(number).padStart(12, '0')}`,
  caller: 'bob',
  media: 'voice',
  at,
})

/** The tests that every implementation of `Directory` must pass. */
export function describeDirectory(name: string, open: () => Promise<Directory>): void {
  describe(name, () => {
    let directory: Directory
    beforeEach(async () => {
      directory = await open()
    })
    afterEach(() => directory.close())

    const keys = async (userId = 'ada') => (await directory.listKeys(userId)).map(({ key }) => key)

    test('the first to come has an ID, in any case of its letters', async () => {
      expect(await directory.find('ada')).toBeNull()
      const binding = { userId: 'Ada', root, revocations: null }
      expect(await directory.claim('Ada', root, 1)).toEqual({ claimed: true, binding })
      expect(await directory.claim('ada', 'another root', 2)).toEqual({ claimed: false, binding })
      expect(await directory.claim('ADA', root, 3)).toEqual({ claimed: false, binding })
      expect(await directory.find('aDA')).toEqual(binding)
      expect(await keys('ADA')).toEqual([root])
    })

    test('an ID that nobody met is free again after 90 days without its owner, with nothing left of that one', async () => {
      await directory.claim('Ada', root, 1)
      await directory.sawKey('ada', root, 1_000)
      await directory.addKey('ada', 'key', ['c'], 2)
      await directory.revoke('ada', null, statement('a'), ['key'])
      await directory.keepMissed([{ userId: 'ada', missed: missed(1) }])
      expect(await directory.isFree('ada', 1_000 + KEPT_MS)).toBe(false)
      expect(await directory.claim('ada', 'a thief', 1_000 + KEPT_MS)).toMatchObject({
        claimed: false,
        binding: { root },
      })
      const at = 1_001 + KEPT_MS
      expect(await directory.isFree('ADA', at)).toBe(true)
      expect(await directory.claim('ada', root, at)).toMatchObject({ claimed: false, binding: { root } })
      const binding = { userId: 'ada', root: 'another root', revocations: null }
      expect(await directory.claim('ada', 'another root', at)).toEqual({ claimed: true, binding })
      expect(await directory.find('ada')).toEqual(binding)
      expect(await keys()).toEqual(['another root'])
      expect(await directory.listMissed('ada')).toEqual([])
      expect(await directory.isFree('ada', at + KEPT_MS)).toBe(false)
    })

    test('an ID of somebody who was in an answered call is never free again', async () => {
      await directory.claim('ada', root, 1)
      await directory.noteAnswered(['ADA', 'nobody'])
      await directory.noteAnswered([])
      const at = 100 * KEPT_MS
      expect(await directory.isFree('ada', at)).toBe(false)
      expect(await directory.claim('ada', 'a thief', at)).toMatchObject({ claimed: false, binding: { root } })
      expect(await directory.isFree('nobody', at)).toBe(true)
    })

    test('a call link is known by its hash, and when it was last in use', async () => {
      expect(await directory.findCallLink('hash')).toBeNull()
      await directory.keepCallLink('hash', 1)
      expect(await directory.findCallLink('hash')).toEqual({ usedAt: 1 })
      await directory.keepCallLink('hash', 2)
      expect(await directory.findCallLink('hash')).toEqual({ usedAt: 2 })
      await directory.useCallLinks(['hash', 'nobody made this one'], 3)
      expect(await directory.findCallLink('hash')).toEqual({ usedAt: 3 })
      expect(await directory.findCallLink('nobody made this one')).toBeNull()
    })

    test('of many call links that are in use, and none, all are noted', async () => {
      const hashes = Array.from({ length: 1_200 }, (_, number) => `hash ${number}`)
      for (const hash of [hashes[0], hashes[700], hashes[1_199]]) if (hash) await directory.keepCallLink(hash, 1)
      await directory.useCallLinks(hashes, 2)
      await directory.useCallLinks([], 3)
      for (const number of [0, 700, 1_199]) {
        expect(await directory.findCallLink(`hash ${number}`)).toEqual({ usedAt: 2 })
      }
    })

    test('call links that were last in use long ago can be forgotten', async () => {
      await directory.keepCallLink('old', 1)
      await directory.keepCallLink('new', 2)
      await directory.dropCallLinks(2)
      expect([await directory.findCallLink('old'), await directory.findCallLink('new')]).toEqual([null, { usedAt: 2 }])
    })

    test('of many who claim one ID at the same moment exactly one has it', async () => {
      const roots = Array.from({ length: 20 }, (_, number) => `root ${number}`)
      const claims = await Promise.all(roots.map((each) => directory.claim('ada', each, 1)))
      expect(claims.filter(({ claimed }) => claimed)).toHaveLength(1)
      const winner = roots[claims.findIndex(({ claimed }) => claimed)]
      expect(new Set(claims.map(({ binding }) => binding.root))).toEqual(new Set([winner]))
      expect(await keys()).toEqual([winner])
    })

    test('a stored key does not change with the value that the caller passed', async () => {
      await directory.claim('ada', root, 1)
      const certificates = ['one']
      await directory.addKey('ada', 'key', certificates, 2)
      certificates.push('two')
      expect((await directory.listKeys('ada')).at(-1)?.certificates).toEqual(['one'])
    })

    test('the root comes first, then the oldest key', async () => {
      await directory.claim('ada', root, 9)
      await directory.addKey('ada', 'second', ['s'], 8)
      await directory.addKey('ada', 'first', ['f'], 5)
      expect(await directory.listKeys('ADA')).toEqual([
        { key: root, certificates: [], addedAt: 9, seenAt: null },
        { key: 'first', certificates: ['f'], addedAt: 5, seenAt: null },
        { key: 'second', certificates: ['s'], addedAt: 8, seenAt: null },
      ])
    })

    test('a key belongs to one ID only where it was added', async () => {
      await directory.claim('ada', root, 1)
      await directory.claim('bob', 'root of bob', 1)
      await directory.addKey('ada', 'key', ['c'], 2)
      expect(await keys('bob')).toEqual(['root of bob'])
      expect(await directory.addKey('nobody', 'key', ['c'], 2)).toBe(false)
      expect(await keys('nobody')).toEqual([])
    })

    test('a key that is there is there once, and has the newest way to it', async () => {
      await directory.claim('ada', root, 1)
      expect(await directory.addKey('ada', 'key', ['old'], 2)).toBe(true)
      expect(await directory.addKey('ada', 'key', ['old'], 3)).toBe(true)
      expect(await directory.addKey('ada', 'key', ['new'], 4)).toBe(true)
      expect((await directory.listKeys('ada')).slice(1)).toEqual([
        { key: 'key', certificates: ['new'], addedAt: 2, seenAt: null },
      ])
    })

    test('an ID has no more keys than the limit, with those taken away; only keys that fell with these make room', async () => {
      await directory.claim('ada', root, 1)
      for (let n = 1; n < limits.MAX_KEYS; n += 1)
        expect(await directory.addKey('ada', `key ${n}`, ['c'], n)).toBe(true)
      expect(await directory.addKey('ada', 'one too many', ['c'], 99)).toBe(false)
      expect(await directory.addKey('ada', 'key 1', ['d'], 99)).toBe(true)
      expect(await directory.revoke('ada', null, statement('a'), ['key 1'])).toBe(true)
      expect([await directory.hasKey('ada', 'key 1'), await directory.hasKey('ADA', 'key 2')]).toEqual([false, true])
      expect(await directory.addKey('ada', 'one too many', ['c'], 99)).toBe(false)
      expect(await directory.revoke('ada', statement('a'), statement('b'), ['key 2'], ['key 3'])).toBe(true)
      expect(await directory.hasKey('ada', 'key 3')).toBe(false)
      expect(await directory.addKey('ada', 'in the place of key 3', ['c'], 99)).toBe(true)
      expect(await directory.addKey('ada', 'one too many', ['c'], 99)).toBe(false)
      expect(await keys()).toHaveLength(limits.MAX_KEYS - 2)
    })

    test('a key taken away is listed no more, until one that counts again is added', async () => {
      await directory.claim('ada', root, 1)
      await directory.addKey('ada', 'key', ['c'], 2)
      expect(await directory.revoke('ADA', null, statement('a'), ['key', root, 'unknown'])).toBe(true)
      expect(await keys()).toEqual([])
      expect(await directory.find('ada')).toMatchObject({ root, revocations: statement('a') })
      expect(await directory.addKey('ada', 'key', ['c'], 4)).toBe(true)
      expect(await keys()).toEqual(['key'])
    })

    test('keys are taken away only by somebody who knows the statement before', async () => {
      await directory.claim('ada', root, 1)
      await directory.addKey('ada', 'key', ['c'], 2)
      expect(await directory.revoke('ada', statement('a'), statement('b'), ['key'])).toBe(false)
      expect(await directory.revoke('nobody', null, statement('b'), ['key'])).toBe(false)
      expect(await directory.revoke('ada', null, statement('a'), [])).toBe(true)
      expect(await directory.revoke('ada', null, statement('b'), ['key'])).toBe(false)
      expect(await directory.find('ada')).toMatchObject({ revocations: statement('a') })
      expect(await keys()).toEqual([root, 'key'])
      const read = (await directory.find('ada'))?.revocations ?? null
      expect(await directory.revoke('ada', read, statement('b'), ['key'])).toBe(true)
      expect(await directory.find('ada')).toMatchObject({ revocations: statement('b') })
      expect(await keys()).toEqual([root])
    })

    test('of two statements at the same moment exactly one is taken', async () => {
      await directory.claim('ada', root, 1)
      const next = ['a', 'b', 'c'].map((each) => directory.revoke('ada', null, statement(each), []))
      expect((await Promise.all(next)).filter(Boolean)).toHaveLength(1)
    })

    test('a key is noted as seen at most once an hour', async () => {
      await directory.claim('ada', root, 1)
      const seenAt = async () => (await directory.listKeys('ada'))[0]?.seenAt
      await directory.sawKey('Ada', root, 10)
      expect(await seenAt()).toBe(10)
      await directory.sawKey('ada', root, 9 + HOUR)
      expect(await seenAt()).toBe(10)
      await directory.sawKey('ada', root, 10 + HOUR)
      expect(await seenAt()).toBe(10 + HOUR)
      await directory.sawKey('ada', 'unknown', 5)
      await directory.sawKey('nobody', root, 5)
      expect(await keys()).toEqual([root])
    })

    test('missed calls are kept once each and told oldest first', async () => {
      await directory.claim('ada', root, 1)
      await directory.keepMissed([
        { userId: 'ADA', missed: missed(2) },
        { userId: 'ada', missed: missed(1) },
        { userId: 'ada', missed: missed(2) },
      ])
      await directory.keepMissed([{ userId: 'ada', missed: missed(1, 77) }])
      expect(await directory.listMissed('Ada')).toEqual([missed(1), missed(2)])
    })

    test('a call missed by nobody is dropped in silence, and is not there when somebody comes', async () => {
      await directory.claim('ada', root, 1)
      await directory.keepMissed([
        { userId: 'nobody', missed: missed(1) },
        { userId: 'ada', missed: missed(2) },
      ])
      await directory.keepMissed([])
      await directory.claim('nobody', 'a root', 2)
      expect(await directory.listMissed('nobody')).toEqual([])
      expect(await directory.listMissed('ada')).toEqual([missed(2)])
    })

    test('of missed calls the newest fifty are kept, however many come at once', async () => {
      await directory.claim('ada', root, 1)
      await directory.claim('bob', 'root of bob', 1)
      await directory.keepMissed([{ userId: 'bob', missed: missed(1) }])
      const entries = Array.from({ length: 1_200 }, (_, n) => ({ userId: n % 3 ? 'nobody' : 'ada', missed: missed(n) }))
      await directory.keepMissed(entries)
      await directory.keepMissed([{ userId: 'ada', missed: missed(3, 3) }])
      const kept = await directory.listMissed('ada')
      expect(kept).toHaveLength(50)
      expect(kept.at(0)).toEqual(missed(1_197 - 49 * 3))
      expect(kept.at(-1)).toEqual(missed(1_197))
      expect(await directory.listMissed('bob')).toEqual([missed(1)])
    })

    test('knows whether anybody has an ID', async () => {
      expect(await directory.hasUsers()).toBe(false)
      await directory.claim('ada', root, 1)
      expect(await directory.hasUsers()).toBe(true)
    })

    test('its secret is made once, also when it is asked for at the same moment', async () => {
      const secrets = await Promise.all([directory.secret(), directory.secret()])
      const again = await directory.secret()
      expect(again).toHaveLength(32)
      for (const secret of secrets) expect(Buffer.from(secret).equals(again)).toBe(true)
    })

    test.each(['ada" or 1=1 --', "'; drop table ids; --", '%', 'ädä'])('%j is only text', async (text) => {
      await directory.claim('ada', root, 1)
      expect(await directory.find(text)).toBeNull()
      await directory.claim(text, text, 1)
      expect(await directory.find(text)).toEqual({ userId: text, root: text, revocations: null })
      expect(await directory.find('ada')).toMatchObject({ root })
    })
  })
}
