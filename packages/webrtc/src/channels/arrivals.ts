/** Keeps account of the messages of one run of the other side. */
export interface Arrivals {
  /** Call it for each message, of any type. Milliseconds. */
  note(message: { seq: number; time: number }, now: number): void
  /** False if this message, or a later one of its type, arrived before. */
  isNewest(type: string, seq: number): boolean
  /** Messages that have not arrived although later ones have. A late one counts until it arrives. */
  lost(): number
  /** Interarrival jitter in milliseconds (RFC 3550 §6.4.1). Null before the second message. */
  jitter(): number | null
}

/**
 * Interarrival jitter (RFC 3550 §6.4.1): moves by a sixteenth towards the difference in transit time of the last two messages.
 * The clocks need not agree, because their offset cancels out.
 */
export const followJitter = (jitter: number, transitBefore: number, transit: number): number =>
  jitter + (Math.abs(transit - transitBefore) - jitter) / 16

/** Creates an empty account. Its memory grows only with the types that `isNewest` is asked about. */
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
