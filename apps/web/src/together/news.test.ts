import type { ChatMessage, FileTransfer } from '@parley/together'
import { expect, test } from 'vitest'
import { newsOf } from './news.ts'

const message = (over: Partial<ChatMessage>): ChatMessage => ({
  ...{ id: 'm', from: 'them', text: 'hello', at: 10, delivered: true },
  ...over,
})
const file = (over: Partial<FileTransfer>): FileTransfer => ({
  ...{ id: 'f', from: 'them', name: 'x.pdf', size: 1, at: 20, state: 'offered', bytes: 0, rate: null },
  ...{ pausedByMe: false, pausedByThem: false, savable: false },
  ...over,
})
const wordsOf = (...given: Parameters<typeof newsOf>) => newsOf(...given)?.words('ada') ?? null

test('news is the newest message or file of the other side', () => {
  expect(wordsOf([], [])).toBeNull()
  expect(wordsOf([message({ from: 'me' })], [file({ from: 'me' })])).toBeNull()
  expect(wordsOf([message({}), message({ id: 'n', from: 'me', text: 'mine' })], [])).toBe('ada: hello')
  expect(wordsOf([message({})], [file({})])).toBe('ada wants to send you x.pdf')
  expect(wordsOf([message({ at: 30 })], [file({})])).toBe('ada: hello')
})
