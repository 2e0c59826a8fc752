import type { Quality } from '@parley/protocol'
import type { PacketCount, StatsSample } from './statsSample.ts'

/** One measurement of a connection over its last samples; null is unknown. */
export interface Measure {
  roundTripMs: number | null
  /** Part of the packets, 0 to 1, in the worse direction. */
  loss: number | null
  jitterMs: number | null
}

/** People notice a one-way delay over 150 ms and do not accept one over 400 ms (ITU-T G.114); Opus hides a few percent of loss. */
const LIMITS = {
  good: { roundTripMs: 200, loss: 0.02, jitterMs: 30 },
  poor: { roundTripMs: 400, loss: 0.08, jitterMs: 60 },
} as const

/** Loss is measured over at least this many packets: in silence there are only a few a second. */
const MIN_PACKETS = 20

/** Quality falls after this many worse samples in a row. */
const WORSE_SAMPLES = 2
/** Quality rises after this long of better samples. Milliseconds. */
const BETTER_MS = 5_000

const ORDER: readonly Quality[] = ['excellent', 'good', 'poor']
const rank = (quality: Quality) => ORDER.indexOf(quality)

function lossBetween(before: PacketCount, after: PacketCount, countsLost: boolean): number | null {
  const lost = Math.max(0, after.lost - before.lost)
  // Sent packets include the lost ones; received packets do not.
  const all = after.passed - before.passed + (countsLost ? lost : 0)
  return all < MIN_PACKETS ? null : Math.min(1, lost / all)
}

/** Measures the connection between two samples. */
export function measureBetween(before: StatsSample, after: StatsSample): Measure {
  const trips = after.roundTrips.count - before.roundTrips.count
  const received = lossBetween(before.received, after.received, true)
  const sent = lossBetween(before.sent, after.sent, false)
  return {
    roundTripMs: trips > 0 ? (after.roundTrips.totalMs - before.roundTrips.totalMs) / trips : after.roundTripMs,
    loss: received === null && sent === null ? null : Math.max(received ?? 0, sent ?? 0),
    jitterMs: after.jitterMs,
  }
}

/** Grades a measurement; null if everything in it is unknown. */
export function gradeOf(measure: Measure): Quality | null {
  const { roundTripMs, loss, jitterMs } = measure
  if (roundTripMs === null && loss === null && jitterMs === null) return null
  const beyond = (limits: { [K in keyof Measure]: number }) =>
    (roundTripMs ?? 0) > limits.roundTripMs || (loss ?? 0) > limits.loss || (jitterMs ?? 0) > limits.jitterMs
  return beyond(LIMITS.poor) ? 'poor' : beyond(LIMITS.good) ? 'good' : 'excellent'
}

/** The quality that is shown, and the one that may follow. */
export interface QualityState {
  shown: Quality | null
  /** The grade nearest to `shown` since it last was `shown`; null if it still is. */
  turning: { to: Quality; since: number; samples: number } | null
}

/** Nothing is known yet. */
export const UNKNOWN_QUALITY: QualityState = { shown: null, turning: null }

/** Follows the grades slowly: worse after two in a row, better after five seconds of nothing else. */
export function followQuality(state: QualityState, grade: Quality | null, now: number): QualityState {
  const { shown, turning } = state
  if (grade === null) return state
  if (shown === null) return { shown: grade, turning: null }
  if (grade === shown) return { shown, turning: null }
  const worse = rank(grade) > rank(shown)
  const goesOn = turning !== null && worse === rank(turning.to) > rank(shown)
  const nearest = worse ? Math.min : Math.max
  const to = goesOn ? (ORDER[nearest(rank(grade), rank(turning.to))] ?? grade) : grade
  const next = { to, since: goesOn ? turning.since : now, samples: goesOn ? turning.samples + 1 : 1 }
  const turned = worse ? next.samples >= WORSE_SAMPLES : now - next.since >= BETTER_MS
  return turned ? { shown: to, turning: null } : { shown, turning: next }
}
