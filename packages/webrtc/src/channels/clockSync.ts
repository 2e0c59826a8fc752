/** One answered ping. Milliseconds. */
export interface ClockSample {
  /** The other side's clock minus one's own. */
  offset: number
  /** Round trip, without the time at the other side. */
  delay: number
}

/** Estimates the other side's clock. */
export interface ClockSync {
  /** Call it when a ping of this number leaves. */
  asked(seq: number, now: number): void
  /** Call it when its answer arrives. An answer that was not asked for, comes twice or is impossible is ignored. */
  answered(seq: number, receivedAt: number, sentAt: number, now: number): void
  /** The other side's clock minus one's own; off by at most half of that sample's round trip. Null until it is known. */
  offset(): number | null
  /** The median of the latest samples. Null before the first. */
  roundTrip(): number | null
}

/** Number of samples that are kept (RFC 5905 §10, NSTAGE). */
const SAMPLES = 8
/** Pings whose answer may still come. */
const MAX_ASKED = 16

/**
 * The on-wire calculation of RFC 5905 §8, equations θ and δ: `t1` sent and `t4` received by the own clock, `t2` received and `t3` sent
 * by the other one. If the two directions differ, the offset is wrong by half of the difference, never by more than half of the delay.
 */
export const sampleClock = (t1: number, t2: number, t3: number, t4: number): ClockSample => ({
  offset: (t2 - t1 + (t3 - t4)) / 2,
  delay: t4 - t1 - (t3 - t2),
})

/** The clock filter of RFC 5905 §10: the sample with the least delay has met the fewest queues. */
export const chooseSample = (samples: readonly ClockSample[]): ClockSample | null =>
  samples.reduce<ClockSample | null>((best, one) => (best && best.delay <= one.delay ? best : one), null)

/** The middle one; of an even number, the upper of the two. */
const median = (values: readonly number[]): number | null =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? null

/** Creates an estimate without samples. */
export function createClockSync(): ClockSync {
  const open = new Map<number, number>()
  let samples: ClockSample[] = []

  return {
    asked(seq, now) {
      open.set(seq, now)
      const [oldest] = open.keys()
      if (open.size > MAX_ASKED && oldest !== undefined) open.delete(oldest)
    },
    answered(seq, receivedAt, sentAt, now) {
      const asked = open.get(seq)
      if (asked === undefined) return
      open.delete(seq)
      const sample = sampleClock(asked, receivedAt, sentAt, now)
      // The other side lies: clocks of pages do not run backwards.
      if (sample.delay < 0 || sentAt < receivedAt) return
      samples = [...samples, sample].slice(-SAMPLES)
    },
    offset: () => chooseSample(samples)?.offset ?? null,
    roundTrip: () => median(samples.map(({ delay }) => delay)),
  }
}
