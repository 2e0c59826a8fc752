import type { Quality } from '@parley/protocol'
import { expect, test } from 'vitest'
import { followQuality, gradeOf, type Measure, measureBetween, type QualityState, UNKNOWN_QUALITY } from './quality.ts'
import type { StatsSample } from './statsSample.ts'

const unknown: Measure = { roundTripMs: null, loss: null, jitterMs: null }

test.each([
  ['excellent', { roundTripMs: 200, loss: 0.02, jitterMs: 30 }],
  ['good', { roundTripMs: 201 }],
  ['good', { loss: 0.021 }],
  ['good', { jitterMs: 31 }],
  ['good', { roundTripMs: 400, loss: 0.08, jitterMs: 60 }],
  ['poor', { roundTripMs: 401 }],
  ['poor', { loss: 0.081 }],
  ['poor', { jitterMs: 61 }],
  ['poor', { roundTripMs: 10, loss: 0.5, jitterMs: 1 }],
  [null, {}],
] as const)('is %s for %o', (grade, measure) => {
  expect(gradeOf({ ...unknown, ...measure })).toBe(grade)
})

const sample = (changes: Partial<StatsSample> = {}): StatsSample => ({
  ...{ relayed: false, lifeSigns: null, availableBps: null, framesDecoded: null, roundTripMs: 70, jitterMs: 3 },
  ...{ roundTrips: { totalMs: 0, count: 0 }, received: { passed: 0, lost: 0 }, sent: { passed: 0, lost: 0 } },
  ...changes,
})

test.each([
  ['a share of the received and the missing packets', { received: { passed: 90, lost: 10 } }, 0.1],
  ['a share of all packets sent', { sent: { passed: 100, lost: 20 } }, 0.2],
  ['in the worse direction', { received: { passed: 95, lost: 5 }, sent: { passed: 100, lost: 20 } }, 0.2],
  ['unknown while there are too few packets to tell, as in silence', { received: { passed: 10, lost: 5 } }, null],
  ['none if packets counted as lost come late', { received: { passed: 100, lost: -3 } }, 0],
  ['never more than all', { sent: { passed: 20, lost: 90 } }, 1],
] as const)('loss is %s', (_what, changes, loss) => {
  expect(measureBetween(sample(), sample(changes)).loss).toBe(loss)
})

test('the round trip is the mean of those between, or the latest if there was none', () => {
  const before = sample({ roundTrips: { totalMs: 1_000, count: 10 } })
  const after = sample({ roundTrips: { totalMs: 1_300, count: 12 }, roundTripMs: 900 })
  expect(measureBetween(before, after).roundTripMs).toBe(150)
  expect(measureBetween(after, { ...after, roundTripMs: 120 }).roundTripMs).toBe(120)
})

/** The quality that is shown after each of these grades, one a second; `-` is unknown. */
function follow(grades: string): string {
  const meant: Record<string, Quality> = { e: 'excellent', g: 'good', p: 'poor' }
  let state: QualityState = UNKNOWN_QUALITY
  return Array.from(grades, (grade, second) => {
    state = followQuality(state, meant[grade] ?? null, second * 1_000)
    return state.shown?.[0] ?? '-'
  }).join('')
}

test.each([
  ['the first grade is shown at once', '--g', '--g'],
  ['one worse sample is nothing', 'eepeepee', 'eeeeeeee'],
  ['two in a row are', 'epp', 'eep'],
  ['of two that are worse the better is believed', 'egppp', 'eeggp'],
  ['better only after five seconds', 'peeeeee', 'ppppppe'],
  ['a relapse starts them anew', 'peeeepeeeeee', 'pppppppppppe'],
  ['as well as it was all the time, and no better', 'peegeee', 'ppppppg'],
  ['a grade that flaps stays as it is', 'gepepepepe', 'gggggggggg'],
  ['an unknown grade neither helps nor harms', 'e-p-p', 'eeeep'],
])('%s', (_name, grades, shown) => {
  expect(follow(grades)).toBe(shown)
})
