import { describe, expect, it } from 'vitest'
import { createJsonStorage } from '../storage/jsonStorage.ts'
import { type Locks, randomName, takeDeviceId } from './deviceId.ts'

function memory(initial: Record<string, string> = {}) {
  const values = new Map(Object.entries(initial))
  const storage = {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
    removeItem: (key: string) => void values.delete(key),
  }
  return { values, storage: createJsonStorage(() => storage) }
}

/** Web Locks across pages: a held name is granted to nobody else; waiting ends when the signal says so. */
function createLocks() {
  const held = new Set<string>()
  const request = (name: string, { signal }: { signal: AbortSignal }, callback: () => Promise<never>) => {
    if (!held.has(name)) {
      held.add(name)
      return callback()
    }
    return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  }
  const query = async () => ({ held: [...held].map((name) => ({ name })) })
  return { held, locks: { request, query } as unknown as Locks }
}

describe("this copy's id", () => {
  it('survives a reload of its tab', async () => {
    const { storage } = memory()
    const first = await takeDeviceId(storage, createLocks().locks)
    expect(await takeDeviceId(storage, createLocks().locks)).toBe(first)
  })

  it('is another one in a duplicated tab, which inherits the storage', async () => {
    const { locks } = createLocks()
    const original = memory()
    const first = await takeDeviceId(original.storage, locks)
    const copy = memory(Object.fromEntries(original.values))
    expect(await takeDeviceId(copy.storage, locks, { patienceMs: 1 })).not.toBe(first)
  })

  it('does without locks where the page may not have them', async () => {
    const { storage } = memory()
    expect(await takeDeviceId(storage, undefined)).toBe(await takeDeviceId(storage, undefined))
  })

  describe('of a device that is in a call', () => {
    const now = async () => undefined
    const take = (locks: Locks | undefined, pause: (ms: number) => Promise<void> = now) =>
      takeDeviceId(memory().storage, locks, { patienceMs: 1, inCall: 'in-call', pause })

    it('passes to a new tab when its page is gone', async () => {
      expect(await take(createLocks().locks)).toBe('in-call')
    })

    it('stays with its page, and where nobody can tell', async () => {
      const { held, locks } = createLocks()
      held.add('parley.device.in-call')
      expect(await take(locks)).not.toBe('in-call')
      expect(await take(undefined)).not.toBe('in-call')
    })

    it('passes to a new tab that has waited for a crashed page to let go', async () => {
      const { held, locks } = createLocks()
      held.add('parley.device.in-call')
      let passed = 0
      const pause = async (ms: number) => {
        passed += ms
        if (passed >= 1_000) held.delete('parley.device.in-call')
      }
      expect(await take(locks, pause)).toBe('in-call')
    })

    it('is left to a page that is just being reloaded', async () => {
      const { held, locks } = createLocks()
      const pause = async () => void held.add('parley.device.in-call')
      expect(await take(locks, pause)).not.toBe('in-call')
    })

    it('is no other in a tab that has its own', async () => {
      const { storage } = memory()
      const first = await takeDeviceId(storage, createLocks().locks)
      expect(await takeDeviceId(storage, createLocks().locks, { inCall: 'in-call' })).toBe(first)
    })
  })

  it('has the form of the contract and 128 bits of chance', () => {
    const names = new Set(Array.from({ length: 1_000 }, randomName))
    expect(names.size).toBe(1_000)
    for (const name of names) expect(name).toMatch(/^[A-Za-z0-9_-]{22}$/)
  })
})

it('a storage that is blocked, full or broken is done without', () => {
  const blocked = createJsonStorage(() => {
    throw new DOMException('denied', 'SecurityError')
  })
  blocked.write('key', 1)
  blocked.remove('key')
  const isNumber = (value: unknown): value is number => typeof value === 'number'
  expect(blocked.read('key', isNumber)).toBeNull()
  const { storage } = memory({ broken: '{', other: '"text"', right: '7' })
  expect(['broken', 'other', 'none', 'right'].map((key) => storage.read(key, isNumber))).toEqual([null, null, null, 7])
})
