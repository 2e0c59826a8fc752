import { expect, test } from 'vitest'
import type { BatchItem, FileItem, FileState } from '../types/together.ts'
import { batchWords, droppedWords, fileWords, notTakenWords, sizeWords } from './togetherWords.ts'

test.each([
  [0, '0 bytes'],
  [1, '1 byte'],
  [999, '999 bytes'],
  [1_000, '1.0 kB'],
  [25_000, '25 kB'],
  [4_200_000, '4.2 MB'],
  [3e9, '3.0 GB'],
  [5e15, '5000 TB'],
])('%i bytes are %s', (bytes, words) => {
  expect(sizeWords(bytes)).toBe(words)
})

const file = (over: Partial<FileItem>): FileItem => ({
  ...{ id: 'f', from: 'me', name: 'x', size: 2_000_000, at: 0, state: 'moving', bytes: 1_000_000, rate: null },
  ...{ pausedByMe: false, pausedByThem: false, savable: false, batch: null },
  ...over,
})

test('how far a file is, how fast, and who holds it', () => {
  expect(fileWords(file({}), 'ada')).toBe('1.0 MB of 2.0 MB')
  expect(fileWords(file({ rate: 300_000 }), 'ada')).toBe('1.0 MB of 2.0 MB · 300 kB/s')
  expect(fileWords(file({ pausedByThem: true }), 'ada')).toBe('1.0 MB of 2.0 MB · Paused by ada')
  expect(fileWords(file({ pausedByMe: true, pausedByThem: true }), 'ada')).toBe('1.0 MB of 2.0 MB · Paused')
})

test('every end is told in words of its own on each side', () => {
  const ends: FileState[] = ['declined', 'stopped', 'damaged', 'unreadable', 'tooLarge', 'noRoom']
  for (const state of ends) {
    expect(fileWords(file({ state }), 'ada')).not.toBe(fileWords(file({ state, from: 'them' }), 'ada'))
  }
})

const batch = (over: Partial<BatchItem>): BatchItem => ({
  ...{ id: 'b', from: 'me', count: 200, size: 800_000_000, at: 0, done: 0, failed: 0, bytes: 0, state: 'moving' },
  ...over,
})

test.each([
  ['asked by me', { state: 'asked' }, '800 MB · Waiting for ada to accept'],
  ['asked by them', { state: 'asked', from: 'them' }, '800 MB'],
  ['under way', { done: 3, bytes: 12_000_000 }, '3 of 200 sent · 12 MB of 800 MB'],
  ['under way to me', { done: 3, bytes: 12_000_000, from: 'them' }, '3 of 200 received · 12 MB of 800 MB'],
  ['all there', { state: 'over', done: 200 }, '800 MB · Sent'],
  ['all here', { state: 'over', done: 200, from: 'them' }, '800 MB · Received'],
  ['over, and not all there', { state: 'over', done: 197, failed: 3 }, '197 of 200 sent'],
] as const)('files sent together are told as one: %s', (_how, over, words) => {
  expect(batchWords(batch(over), [file({ state: 'done' })], 'ada')).toBe(words)
})

test('files that nobody wanted are told as declined or cancelled, once', () => {
  const over = batch({ state: 'over', failed: 200 })
  expect(batchWords(over, [file({ state: 'declined' })], 'ada')).toBe('ada declined them')
  expect(batchWords({ ...over, from: 'them' }, [file({ state: 'declined' })], 'ada')).toBe('Declined')
  expect(batchWords(over, [file({ state: 'cancelled' })], 'ada')).toBe('Cancelled')
})

test('what is not sent is told, with what to do', () => {
  expect(notTakenWords(1_000, 1_500)).toMatch(/^Only the first 1000 of 1500 files are sent/)
  expect(notTakenWords(0, 3)).toMatch(/^Too many files wait/)
  expect(droppedWords({ empty: [], unread: [] })).toBeNull()
  expect(droppedWords({ empty: ['photos'], unread: [] })).toBe('“photos” is a folder with nothing in it to send.')
  expect(droppedWords({ empty: [], unread: ['x'] })).toBe('“x” could not be read. Drop it again.')
  expect(droppedWords({ empty: ['y'], unread: ['x', 'z'] })).toMatch(/^“x” and 1 more could not be read/)
})
