import { act, render, screen } from '@testing-library/react'
import { expect, it, vi } from 'vitest'
import '../testing/setup.ts'
import { CallTimer } from './CallTimer.tsx'

it('counts the seconds since a moment, and renders nothing else for it', () => {
  vi.useFakeTimers({ now: 1_790_000_000_000 })
  const since = performance.now() - 4_000
  const rendered = vi.fn()
  function Around() {
    rendered()
    return <CallTimer since={since} />
  }
  render(<Around />)
  expect(screen.getByRole('timer')).toHaveTextContent('00:04')
  act(() => vi.advanceTimersByTime(2_000))
  expect(screen.getByRole('timer')).toHaveTextContent('00:06')
  expect(rendered).toHaveBeenCalledOnce()
})

it.each([-3_600_000, 3_600_000])('goes on counting when the clock of the machine is set by %d ms', (ms) => {
  vi.useFakeTimers({ now: 1_790_000_000_000 })
  render(<CallTimer since={performance.now()} />)
  act(() => vi.advanceTimersByTime(10_000))
  vi.setSystemTime(Date.now() + ms)
  act(() => vi.advanceTimersByTime(1_000))
  expect(screen.getByRole('timer')).toHaveTextContent('00:11')
})
