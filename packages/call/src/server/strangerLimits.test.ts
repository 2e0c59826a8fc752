import { expect, it } from 'vitest'
import { createStrangerLimits } from './strangerLimits.ts'

function start() {
  let now = 1_000
  return {
    limits: createStrangerLimits(() => now),
    wait: (ms: number) => {
      now += ms
    },
  }
}

it('T51: thirty throw-away IDs ring at most six times a minute together', () => {
  const { limits, wait } = start()
  let rang = 0
  for (let second = 0; second < 120; second += 1) {
    for (let n = 0; n < 3; n += 1) if (limits.admits(`stranger-${second}-${n}`)) rang += 1
    wait(1_000)
  }
  expect(rang).toBe(12)
})

it('T51: a stranger who was declined may not ring again for half a minute, then two, then ten each time', () => {
  const { limits, wait } = start()
  for (const pause of [30_000, 120_000, 600_000, 600_000]) {
    expect(limits.admits('eve')).toBe(true)
    limits.declined('EVE')
    wait(pause - 1)
    expect(limits.admits('eve'), `before ${pause} ms`).toBe(false)
    wait(1)
  }
  expect(limits.admits('eve')).toBe(true)
  expect(limits.admits('mallory'), 'somebody else').toBe(true)
})

it('remembers a bounded number of people, those declined last', () => {
  const { limits } = start()
  for (let n = 0; n < 300; n += 1) limits.declined(`stranger-${n}`)
  expect(limits.admits('stranger-0')).toBe(true)
  expect(limits.admits('stranger-299')).toBe(false)
})
