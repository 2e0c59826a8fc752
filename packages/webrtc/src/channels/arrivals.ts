/** What is known of the messages of one run of the other side. */
export interface Arrivals {
  /** One arrives, of whatever type. Milliseconds. */
  note(message: { seq: number; time: number }, now: number): void
  /** False if one of this type that was sent later, or this very one, was here already. */
  isNewest(type: string, seq: number): boolean
  /** Not here, though later ones are; what is late counts until it comes. */
  lost(): number
  /** How unevenly they arrive, in milliseconds (RFC 3550 §6.4.1). Null before the second. */
  jitter(): number | null
}

/**
 * The interarrival jitter of RFC 3550 §6.4.1: a sixteenth of the way towards how much the latest differs from the one before in its
 * time of transit. The two clocks need not agree: what they differ by cancels out.
 */
export const followJitter = (jitter: number, transitBefore: number, transit: number): number =>
  jitter + (Math.abs(transit - transitBefore) - jitter) / 16

/** Nothing has arrived. Its memory grows with the types that `isNewest` is asked about, and with nothing else. */
export function createArrivals(): Arrivals {
  const newest = new Map<string, number>()
  let count = 0
  let highest = 0
  let transit: number | null = null
  let jitter: number | null = null

  return {
    note({ seq, time }, now) {
      count += 1
      highest = Math.max(highest, seq)
      const transitBefore = transit
      transit = now - time
      if (transitBefore !== null) jitter = followJitter(jitter ?? 0, transitBefore, transit)
    },
    isNewest(type, seq) {
      if (seq <= (newest.get(type) ?? -1)) return false
      newest.set(type, seq)
      return true
    },
    lost: () => Math.max(0, highest - count),
    jitter: () => jitter,
  }
}
