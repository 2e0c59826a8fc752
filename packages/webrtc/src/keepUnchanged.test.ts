import { expect, test } from 'vitest'
import { keepUnchanged } from './keepUnchanged.ts'

test('equal values are the same reference, and so is every equal part of a changed one', () => {
  const previous = { state: { on: true }, list: [{ id: 'a' }], other: 1 }
  expect(keepUnchanged(previous, { state: { on: true }, list: [{ id: 'a' }], other: 1 })).toBe(previous)
  const next = keepUnchanged(previous, { state: { on: false }, list: [{ id: 'a' }], other: 1 })
  expect(next).toEqual({ state: { on: false }, list: [{ id: 'a' }], other: 1 })
  expect(next.list).toBe(previous.list)
  expect(keepUnchanged(previous, { ...previous, list: [] }).list).toEqual([])
})

test('streams are compared by identity, not by their contents', () => {
  class Stream {}
  const previous = { stream: new Stream() }
  expect(keepUnchanged(previous, { stream: new Stream() })).not.toBe(previous)
})
