import { expect, it, vi } from 'vitest'
import { createScreen } from './screening.ts'

it('remembers a bounded number of calls that shall not ring', () => {
  const tell = vi.fn()
  const screen = createScreen(() => 'silence', tell)
  for (let call = 0; call < 1_000; call += 1) screen.admits(`call-${call}`, 'eve')
  expect(tell).toHaveBeenCalledTimes(1_000)
  screen.admits('call-999', 'eve')
  expect(tell).toHaveBeenCalledTimes(1_000)
  screen.admits('call-0', 'eve')
  expect(tell).toHaveBeenCalledTimes(1_001)
})
