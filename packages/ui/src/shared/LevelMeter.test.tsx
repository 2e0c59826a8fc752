import { act, render } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'
import '../testing/setup.ts'
import { LevelMeter } from './LevelMeter.tsx'

describe('LevelMeter', () => {
  it('follows the level once a frame, within its bounds', () => {
    vi.useFakeTimers()
    const { container } = render(<LevelMeter readLevel={() => 7} />)
    act(() => vi.advanceTimersToNextFrame())
    expect(container.querySelector('span')?.style.getPropertyValue('--level')).toBe('1')
  })

  it('stops its frame loop when it is taken away', () => {
    vi.useFakeTimers()
    const readLevel = vi.fn(() => 0.5)
    const { unmount } = render(<LevelMeter readLevel={readLevel} />, { reactStrictMode: true })
    vi.advanceTimersToNextFrame()
    expect(readLevel).toHaveBeenCalledTimes(1)
    unmount()
    expect(vi.getTimerCount()).toBe(0)
  })
})
