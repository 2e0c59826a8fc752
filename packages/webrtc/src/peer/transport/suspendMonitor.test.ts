import { createFakeClock } from '@parley/protocol/testing'
import { expect, it, vi } from 'vitest'
import { monitorSuspend } from './suspendMonitor.ts'

function start() {
  const clock = createFakeClock()
  const resumed = vi.fn()
  const stop = monitorSuspend(clock, resumed)
  return { clock, resumed, stop }
}

it.each([false, true])('notices that the machine slept; its monotonic clock stood still meanwhile: %s', (stops) => {
  const { clock, resumed } = start()
  clock.advance(60_000)
  expect(resumed).not.toHaveBeenCalled()
  clock.sleep(20_000, { stops })
  clock.advance(2_000)
  expect(resumed).toHaveBeenCalledOnce()
  clock.advance(60_000)
  expect(resumed).toHaveBeenCalledOnce()
})

it('a sleep is noticed though the clock was set back meanwhile', () => {
  const { clock, resumed } = start()
  clock.sleep(20_000)
  clock.step(-3_600_000)
  clock.advance(2_000)
  expect(resumed).toHaveBeenCalledOnce()
})

it('a busy page and a clock that is set back or corrected by a second are no sleep', () => {
  const { clock, resumed, stop } = start()
  for (const step of [-3_600_000, 1_000, -1_000]) {
    clock.step(step)
    clock.sleep(1_500)
    clock.advance(10_000)
  }
  expect(resumed).not.toHaveBeenCalled()
  stop()
  expect(clock.pending).toBe(0)
})
