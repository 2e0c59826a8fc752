import { RateLimiterMemory } from 'rate-limiter-flexible'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createMemoryLimiter } from './limiter.ts'
import { defaultLimits, type Rates } from './rates.ts'

const rates: Rates = { ...defaultLimits.rates, calls: { points: 3, seconds: 60 }, claims: { points: 1, seconds: 3600 } }

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

/** Takes `times` times at the same moment. Resolves to how many were granted. */
async function granted(limiter: ReturnType<typeof createMemoryLimiter>, key: string, times: number) {
  const taken = await Promise.all(Array.from({ length: times }, () => limiter.take('calls', key)))
  return taken.filter((ok) => ok).length
}

test('so many are granted and no more, however quickly they come', async () => {
  const limiter = createMemoryLimiter(rates)
  expect(await granted(limiter, 'ada', 10)).toBe(3)
  expect(await granted(limiter, 'ada', 1)).toBe(0)
})

test('keys and kinds are counted each by itself', async () => {
  const limiter = createMemoryLimiter(rates)
  await granted(limiter, 'ada', 10)
  expect(await granted(limiter, 'bob', 10)).toBe(3)
  expect(await limiter.take('claims', 'ada')).toBe(true)
  expect(await limiter.take('claims', 'ada')).toBe(false)
})

test('when the time is over it begins anew, and trying meanwhile does not make it longer', async () => {
  const limiter = createMemoryLimiter(rates)
  await granted(limiter, 'ada', 3)
  vi.advanceTimersByTime(59_000)
  expect(await granted(limiter, 'ada', 10)).toBe(0)
  vi.advanceTimersByTime(1_000)
  expect(await granted(limiter, 'ada', 10)).toBe(3)
})

test('the names of built-in properties are keys like any other', async () => {
  const limiter = createMemoryLimiter(rates)
  for (const key of ['__proto__', 'constructor', 'toString']) expect(await granted(limiter, key, 10)).toBe(3)
})

test('a key is forgotten with its time', async () => {
  const limiter = createMemoryLimiter(rates)
  await granted(limiter, 'ada', 1)
  expect(vi.getTimerCount()).toBe(1)
  vi.advanceTimersByTime(60_000)
  expect(vi.getTimerCount()).toBe(0)
})

test('closing ends every timer and forgets all counts', async () => {
  const limiter = createMemoryLimiter(rates)
  for (const key of ['ada', 'bob', 'with:colon', '2001:db8:0:0::/64']) await granted(limiter, key, 10)
  await limiter.take('claims', '192.0.2.1')
  await limiter.close()
  expect(vi.getTimerCount()).toBe(0)
  expect(await granted(limiter, 'ada', 10)).toBe(3)
})

test('a failure of the counting is not taken for too many', async () => {
  vi.spyOn(RateLimiterMemory.prototype, 'consume').mockRejectedValue(new Error('out of order'))
  await expect(createMemoryLimiter(rates).take('calls', 'ada')).rejects.toThrow('out of order')
})

test('its timers do not keep the process alive', async () => {
  vi.useRealTimers()
  const unref = vi.spyOn(globalThis, 'setTimeout')
  const limiter = createMemoryLimiter(rates)
  await limiter.take('calls', 'ada')
  const timer = unref.mock.results[0]?.value
  expect(timer?.hasRef()).toBe(false)
  await limiter.close()
})
