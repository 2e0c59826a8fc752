import type { Batch, ChatMessage, FileTransfer } from '@parley/together'
import { expect, test } from 'vitest'
import { newsOf } from './news.ts'

const message = (over: Partial<ChatMessage>): ChatMessage => ({
  ...{ id: 'm', from: 'them', text: 'hello', at: 10, wall: 10, delivered: true },
  ...over,
})
const file = (over: Partial<FileTransfer>): FileTransfer => ({
  ...{ id: 'f', from: 'them', name: 'x.pdf', size: 1, at: 20, state: 'offered', bytes: 0, rate: null },
  ...{ pausedByMe: false, pausedByThem: false, savable: false, batch: null },
  ...over,
})
const batch = (over: Partial<Batch>): Batch => ({
  ...{ id: 'b', from: 'them', count: 200, size: 1, at: 20, done: 0, failed: 0, bytes: 0, state: 'asked' },
  ...over,
})
const wordsOf = (messages: ChatMessage[], files: FileTransfer[], batches: Batch[] = []) =>
  newsOf(messages, files, batches)?.words('ada') ?? null

test('news is the newest message or file of the other side', () => {
  expect(wordsOf([], [])).toBeNull()
  expect(wordsOf([message({ from: 'me' })], [file({ from: 'me' })])).toBeNull()
  expect(wordsOf([message({}), message({ id: 'n', from: 'me', text: 'mine' })], [])).toBe('ada: hello')
  expect(wordsOf([message({})], [file({})])).toBe('ada wants to send you x.pdf')
  expect(wordsOf([message({ at: 30 })], [file({})])).toBe('ada: hello')
})

test('files that are sent together are news once, whichever of them is offered now', () => {
  const together = [file({ id: 'f1', batch: 'b' }), file({ id: 'f2', batch: 'b' })]
  expect(wordsOf([], together, [batch({})])).toBe('ada wants to send you 200 files')
  expect(newsOf([], together, [batch({})])?.id).toBe(newsOf([], [], [batch({ done: 100 })])?.id)
  expect(wordsOf([], [file({ at: 30 })], [batch({})])).toBe('ada wants to send you x.pdf')
  expect(wordsOf([message({ at: 30 })], together, [batch({})])).toBe('ada: hello')
})
