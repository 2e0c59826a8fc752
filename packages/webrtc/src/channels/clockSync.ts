/** One question for the other side's time, answered. Milliseconds. */
export interface ClockSample {
  /** The other side's clock minus one's own. */
  offset: number
  /** There and back, without the time it lay at the other side. */
  delay: number
}

/** What is known of the other side's clock. */
export interface ClockSync {
  /** A ping of this number leaves now. */
  asked(seq: number, now: number): void
  /** Its answer is here; one that was not asked for, comes twice or cannot be is ignored. */
  answered(seq: number, receivedAt: number, sentAt: number, now: number): void
  /** The other side's clock minus one's own; off by at most half of that sample's round trip. Null until it is known. */
  offset(): number | null
  /** The median of the latest samples. Null until one is there. */
  roundTrip(): number | null
}

/** So many samples are looked at (RFC 5905 §10, NSTAGE). */
const SAMPLES = 8
/** Pings whose answer may still come. */
const MAX_ASKED = 16

/**
 * The on-wire calculation of RFC 5905 §8, equations θ and δ: `t1` sent and `t4` received by one's own clock, `t2` received and `t3` sent
 * by the other's. With unequal ways the offset is wrong by half of their difference, so never by more than half of the delay.
 */
export const sampleClock = (t1: number, t2: number, t3: number, t4: number): ClockSample => ({
  offset: (t2 - t1 + (t3 - t4)) / 2,
  delay: t4 - t1 - (t3 - t2),
})

/** The clock filter of RFC 5905 §10: of the latest samples, the one with the least delay has met the fewest queues. */
export const chooseSample = (samples: readonly ClockSample[]): ClockSample | null =>
  samples.reduce<ClockSample | null>((best, one) => (best && best.delay <= one.delay ? best : one), null)

/** The middle one; of an even number, the upper of the two. */
const median = (values: readonly number[]): number | null =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? null

/** Knows nothing yet. */
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
      // A clock that ran backwards, or a lie.
      if (sample.delay < 0 || sentAt < receivedAt) return
      samples = [...samples, sample].slice(-SAMPLES)
    },
    offset: () => chooseSample(samples)?.offset ?? null,
    roundTrip: () => median(samples.map(({ delay }) => delay)),
  }
}
