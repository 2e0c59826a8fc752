/** The speed of a transfer over the last seconds. */
export interface Rate {
  /** Takes the sum of bytes done so far. */
  note(done: number, now: number): void
  /** Bytes a second; null while unknown. */
  read(now: number): number | null
}

const WINDOW_MS = 3_000
const STEP_MS = 100
const LEAST_MS = 400

/** Creates a rate without measurements. */
export function createRate(): Rate {
  const marks: { at: number; done: number }[] = []
  const forget = (now: number) => {
    while (marks.length > 0 && now - (marks[0]?.at ?? now) > WINDOW_MS) marks.shift()
  }
  return {
    note(done, now) {
      forget(now)
      const last = marks.at(-1)
      if (!last || now - last.at >= STEP_MS) marks.push({ at: now, done })
      else last.done = done
    },
    read(now) {
      forget(now)
      const [first, last] = [marks[0], marks.at(-1)]
      if (!first || !last || last.at - first.at < LEAST_MS) return null
      return ((last.done - first.done) * 1000) / (last.at - first.at)
    },
  }
}
