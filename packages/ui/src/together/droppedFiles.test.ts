import { expect, test } from 'vitest'
import { droppedFiles } from './droppedFiles.ts'

type Tree = { [name: string]: Tree | string | null }

/** A file, a folder, or null for what cannot be read, as browsers hand them out: some entries at a time. */
function entryOf(name: string, content: Tree | string | null): FileSystemEntry {
  const denied = (failed?: (error: DOMException) => void) => failed?.(new DOMException('', 'NotReadableError'))
  const isDirectory = typeof content === 'object' && content !== null
  const file = (found: (file: File) => void, failed?: (error: DOMException) => void) =>
    typeof content === 'string' ? found(new File([content], name)) : denied(failed)
  const createReader = () => {
    const rest = isDirectory ? Object.entries(content).map(([inner, of]) => entryOf(inner, of)) : []
    return {
      readEntries: (found: (entries: FileSystemEntry[]) => void, failed?: (error: DOMException) => void) =>
        name === 'locked' ? denied(failed) : found(rest.splice(0, 100)),
    }
  }
  // A cast: only what is used is there.
  return { name, isDirectory, isFile: !isDirectory, file, createReader } as unknown as FileSystemEntry
}

const dropped = (tree: Tree) =>
  droppedFiles(
    Object.entries(tree).map(([name, content]) => {
      const getAsFile = () => (typeof content === 'string' ? new File([content], name) : null)
      return { kind: 'file', webkitGetAsEntry: () => entryOf(name, content), getAsFile } as unknown as DataTransferItem
    }),
  )
const names = (files: readonly File[]) => files.map(({ name }) => name)

test('a folder is sent as its files, also those of folders in it, in the order of their names', async () => {
  const tree = { 'b.txt': 'b', photos: { '10.jpg': 'x', '9.jpg': 'y', more: { '1.jpg': 'z' }, '.DS_Store': 's' } }
  const { files, empty, unread } = await dropped(tree)
  expect(names(files)).toEqual(['b.txt', '9.jpg', '10.jpg', '1.jpg'])
  expect([empty, unread]).toEqual([[], []])
})

test('a folder with more files than a browser tells at a time is sent whole', async () => {
  const photos = Object.fromEntries(Array.from({ length: 250 }, (_, n) => [`${n}.jpg`, 'x']))
  expect((await dropped({ photos })).files).toHaveLength(250)
})

test('a folder with nothing in it is named, and so is one that cannot be read', async () => {
  expect(await dropped({ photos: {}, other: { deep: { 'Thumbs.db': 't' } } })).toMatchObject({
    files: [],
    empty: ['photos', 'other'],
  })
  const { files, unread, empty } = await dropped({ locked: { a: 'a' }, 'c.txt': 'c', d: { gone: null, 'e.txt': 'e' } })
  expect([names(files), unread, empty]).toEqual([['c.txt', 'e.txt'], ['locked', 'gone'], []])
})

test('a whole disk takes no more than can be looked at', async () => {
  const folder = (): Tree => Object.fromEntries(Array.from({ length: 900 }, (_, n) => [`${n}`, 'x']))
  expect((await dropped({ a: folder(), b: folder(), c: folder(), d: folder() })).files).toHaveLength(2_000)
  let deep: Tree = { 'x.txt': 'x' }
  for (let n = 0; n < 100; n += 1) deep = { deeper: deep }
  expect((await dropped({ deep })).files).toEqual([])
})

test('what a page itself drops has no entry, and is sent as a file', async () => {
  const file = new File(['x'], 'x.txt')
  const item = { kind: 'file', webkitGetAsEntry: () => null, getAsFile: () => file } as unknown as DataTransferItem
  const text = { kind: 'string', webkitGetAsEntry: () => null, getAsFile: () => null } as unknown as DataTransferItem
  expect((await droppedFiles([text, item])).files).toEqual([file])
})
