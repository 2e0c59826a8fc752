import { afterEach, beforeEach, expect, test, vi } from 'vitest'

/** When the page began each download, by the monotonic clock. Milliseconds. */
let begun: { name: string; at: number }[]

beforeEach(() => {
  begun = []
  vi.useFakeTimers()
  vi.resetModules()
  vi.stubGlobal('document', {
    createElement: () => {
      const link = {
        href: '',
        download: '',
        click: () => void begun.push({ name: link.download, at: performance.now() }),
      }
      return link
    },
  })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('of many files that arrive at once none is lost: a browser takes ten downloads a second and drops the others', async () => {
  const { saveBlob } = await import('./saveBlob.ts')
  const names = Array.from({ length: 60 }, (_, index) => `photo ${index}`)
  for (const name of names) saveBlob(new Blob([name]), name)
  vi.advanceTimersByTime(30_000)
  expect(begun.map(({ name }) => name)).toEqual(names)
  const crowds = begun.map(({ at }) => begun.filter((other) => other.at >= at && other.at < at + 1_000).length)
  expect(Math.max(...crowds)).toBeLessThanOrEqual(10)
})

test('a file that comes alone is saved at once', async () => {
  const { saveBlob } = await import('./saveBlob.ts')
  saveBlob(new Blob(['one']), 'one')
  vi.advanceTimersByTime(0)
  vi.advanceTimersByTime(10_000)
  saveBlob(new Blob(['another']), 'another')
  const pressedAt = performance.now()
  vi.advanceTimersByTime(1)
  expect(begun.at(-1)).toMatchObject({ name: 'another' })
  expect((begun.at(-1)?.at ?? 0) - pressedAt).toBeLessThanOrEqual(1)
})
