import { render, screen } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import '../testing/setup.ts'
import { NewsLine } from './NewsLine.tsx'

const line = (id: string, quiet: boolean) => (
  <NewsLine news={{ id, words: `ada: ${id}` }} quiet={quiet} onOpen={vi.fn()} />
)
const shown = () => screen.queryByRole('button')?.textContent ?? null

test('a message seen while the chat was open is not told again when it is closed', () => {
  const { rerender } = render(line('one', false))
  expect(shown()).toBe('ada: one')
  rerender(line('one', true))
  rerender(line('one', false))
  expect(shown()).toBeNull()
  rerender(line('two', true))
  // It is heard, though.
  expect(screen.getByText('ada: two')).toBeInTheDocument()
  rerender(line('two', false))
  expect(shown()).toBeNull()
  rerender(line('three', false))
  expect(shown()).toBe('ada: three')
})
