import type { Clock } from '@parley/protocol'
import { describe, expect, it, vi } from 'vitest'
import type { Locks } from '../platform.ts'
import { createJsonStorage, type JsonStorage } from '../storage/jsonStorage.ts'
import { createFakeLocks } from '../testing/fakeLocks.ts'
import { type DeviceIdOptions, takeDeviceId } from './deviceId.ts'

function memory(initial: Record<string, string> = {}) {
  const values = new Map(Object.entries(initial))
  const storage = {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
    removeItem: (key: string) => void values.delete(key),
  }
  return { values, storage: createJsonStorage(storage) }
}

/** Takes an id for a page that lives as long as the test, on a fast clock. */
const take = (session: JsonStorage, locks: Locks | undefined, options: Partial<DeviceIdOptions> = {}) =>
  takeDeviceId({ session, locks, clock: fastClock(), released: new AbortController().signal, ...options })

/** A clock whose timers run at once. `waits` is called with the time that each would have taken. */
const fastClock = (waits: (ms: number) => void = () => undefined): Clock => ({
  now: () => 0,
  wall: () => 0,
  setTimeout(run, ms) {
    const timer = setTimeout(() => {
      waits(ms)
      run()
    })
    return () => clearTimeout(timer)
  },
})

describe("this copy's id", () => {
  it('survives a reload of its tab', async () => {
    const { storage } = memory()
    const first = await take(storage, createFakeLocks().locks)
    expect(await take(storage, createFakeLocks().locks)).toBe(first)
  })

  it('differs in a duplicated tab, which inherits the storage', async () => {
    const { locks } = createFakeLocks()
    const original = memory()
    const first = await take(original.storage, locks)
    const copy = memory(Object.fromEntries(original.values))
    expect(await take(copy.storage, locks)).not.toBe(first)
  })

  it('is kept where the page has no locks', async () => {
    const { storage } = memory()
    expect(await take(storage, undefined)).toBe(await take(storage, undefined))
  })

  describe('of a device that is in a call', () => {
    const takeOver = (locks: Locks | undefined, waits?: (ms: number) => void) =>
      take(memory().storage, locks, { inCall: 'in-call', clock: fastClock(waits) })

    it('passes to a new tab when its page is gone', async () => {
      expect(await takeOver(createFakeLocks().locks)).toBe('in-call')
    })

    it('is not taken over while its page lives, or without locks', async () => {
      const { held, locks } = createFakeLocks()
      held.add('parley.device.in-call')
      expect(await takeOver(locks)).not.toBe('in-call')
      expect(await takeOver(undefined)).not.toBe('in-call')
    })

    it('passes to a new tab once a crashed page has lost its lock', async () => {
      const { held, locks } = createFakeLocks()
      held.add('parley.device.in-call')
      let passed = 0
      const waits = (ms: number) => {
        passed += ms
        if (passed >= 1_000) held.delete('parley.device.in-call')
      }
      expect(await takeOver(locks, waits)).toBe('in-call')
    })

    it('is left to a page that is just being reloaded', async () => {
      const { held, locks } = createFakeLocks()
      const waits = () => void held.add('parley.device.in-call')
      expect(await takeOver(locks, waits)).not.toBe('in-call')
    })

    it('does not replace the id of a tab that has its own', async () => {
      const { storage } = memory()
      const first = await take(storage, createFakeLocks().locks)
      expect(await take(storage, createFakeLocks().locks, { inCall: 'in-call' })).toBe(first)
    })
  })

  it('is free for another page once it is released, also by a page that still waits for the lock', async () => {
    const { held, locks } = createFakeLocks()
    const { storage } = memory()
    const page = new AbortController()
    const first = await take(storage, locks, { released: page.signal })
    const waiting = new AbortController()
    const never = { now: () => 0, wall: () => 0, setTimeout: () => () => undefined }
    const second = take(storage, locks, { clock: never, released: waiting.signal })
    waiting.abort()
    await second
    expect([...held]).toEqual([`parley.device.${first}`])
    page.abort()
    await vi.waitFor(() => expect([...held]).toEqual([]))
    expect(await take(storage, locks)).toBe(first)
  })
})
