import { expect, test } from 'vitest'
import type { FileItem, FileState } from '../types/together.ts'
import { fileWords, sizeWords } from './togetherWords.ts'

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
  ...{ pausedByMe: false, pausedByThem: false, savable: false },
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
