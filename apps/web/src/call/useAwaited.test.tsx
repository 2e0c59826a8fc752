import type { LocalDevice } from '@parley/client'
import { act, cleanup, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { useAwaited } from './useAwaited.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

const on: LocalDevice = { state: 'on', deviceId: null, label: '' }
const starting: LocalDevice = { state: 'starting' }
const devices = (camera: LocalDevice, microphone: LocalDevice) => ({ camera, microphone })
const pass = (ms: number) => act(() => void vi.advanceTimersByTime(ms))

it('somebody who has not seen the prompt is told after five seconds, and no longer than it takes', () => {
  const { result, rerender } = renderHook(useAwaited, { initialProps: devices(starting, starting) })
  pass(4_900)
  expect(result.current).toBeNull()
  pass(200)
  expect(result.current).toBe('both')
  rerender(devices(starting, on))
  expect(result.current).toBe('camera')
  rerender(devices(on, on))
  expect(result.current).toBeNull()
})

it('a device that starts again is given its own five seconds', () => {
  const { result, rerender } = renderHook(useAwaited, { initialProps: devices(on, starting) })
  pass(5_000)
  expect(result.current).toBe('microphone')
  rerender(devices(on, on))
  rerender(devices(on, starting))
  expect(result.current).toBeNull()
  pass(5_000)
  expect(result.current).toBe('microphone')
})
