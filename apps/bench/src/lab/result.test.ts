import { expect, test } from 'vitest'
import { median, quantile, tableOf } from './result.ts'

test('the median is the one in the middle, or between the two in the middle', () => {
  expect(median([9, 1, 5])).toBe(5)
  expect(median([9, 1, 5, 6])).toBe(5.5)
  expect(median([])).toBeNaN()
})

test('a quantile is a value that was measured', () => {
  const values = Array.from({ length: 100 }, (_, at) => 100 - at)
  expect(quantile(values, 0.99)).toBe(100)
  expect(quantile(values, 0.5)).toBe(51)
})

test('the columns of a table are aligned', () => {
  expect(
    tableOf([
      ['ms', 'p50'],
      ['Parley', 7],
    ]),
  ).toBe('ms      p50\nParley    7')
})
