import { afterEach, expect, test, vi } from 'vitest'
import { sweepOwnDisk } from './openSink.ts'

afterEach(() => vi.unstubAllGlobals())

const HOUR_MS = 3_600_000

/** The page's own disk, with files of these ages; null without any folder. */
function stubDisk(ages: Record<string, number> | null) {
  const files = new Map(Object.entries(ages ?? {}))
  const folder = {
    async *[Symbol.asyncIterator]() {
      for (const [name, age] of [...files]) {
        yield [name, { kind: 'file', getFile: async () => ({ lastModified: Date.now() - age }) }] as const
      }
    },
    removeEntry: async (name: string) => void files.delete(name),
  }
  const getDirectoryHandle = vi.fn(async () => {
    if (ages === null) throw new DOMException('', 'NotFoundError')
    return folder
  })
  vi.stubGlobal('navigator', { storage: { getDirectory: async () => ({ getDirectoryHandle }) } })
  return { files, getDirectoryHandle }
}

test('files received more than a day ago leave the page’s own disk, those that may still be saved stay', async () => {
  const { files } = stubDisk({ old: 25 * HOUR_MS, new: 23 * HOUR_MS })
  await sweepOwnDisk()
  expect([...files.keys()]).toEqual(['new'])
})

test('where nothing was ever kept, nothing is made for the looking', async () => {
  const { getDirectoryHandle } = stubDisk(null)
  await sweepOwnDisk()
  expect(getDirectoryHandle).toHaveBeenCalledExactlyOnceWith('parley-files', undefined)
  vi.stubGlobal('navigator', {})
  await sweepOwnDisk()
})
