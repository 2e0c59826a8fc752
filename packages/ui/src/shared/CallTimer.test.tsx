import { act, render, screen } from '@testing-library/react'
import { expect, it, vi } from 'vitest'
import '../testing/setup.ts'
import { CallTimer } from './CallTimer.tsx'

it('counts the seconds since a moment, and renders nothing else for it', () => {
  vi.useFakeTimers({ now: 5_000 })
  const rendered = vi.fn()
  function Around() {
    rendered()
    return <CallTimer since={1_000} />
  }
  render(<Around />)
  expect(screen.getByRole('timer')).toHaveTextContent('00:04')
  act(() => vi.advanceTimersByTime(2_000))
  expect(screen.getByRole('timer')).toHaveTextContent('00:06')
  expect(rendered).toHaveBeenCalledOnce()
})
