import { MAX_POINTS, type Screen } from './drawMessages.ts'

/** One line, drawn without lifting. */
export interface Stroke {
  readonly id: string
  readonly by: 'me' | 'them'
  readonly on: Screen
  /** x and y by turns, 0 to 10,000 from the left and from the top of the screen. */
  readonly points: readonly number[]
}

/** The most strokes; the oldest are dropped. */
export const MAX_STROKES = 200

/** The strokes of one run of one side, by number. */
export interface Strokes {
  put(n: number, stroke: Stroke): void
  get(n: number): Stroke | undefined
  all(): readonly [n: number, stroke: Stroke][]
  /** Removes the strokes up to this number for good. */
  clear(upTo: number): void
  cleared(): number
  /** Removes the strokes on this screen, and ignores their late messages. */
  forget(on: Screen): void
}

/** Creates an empty set of strokes. */
export function createStrokes(): Strokes {
  const strokes = new Map<number, Stroke>()
  let cleared = 0
  /** Missing strokes up to this number were removed. */
  let known = 0
  return {
    put(n, stroke) {
      if (n <= cleared || (n <= known && !strokes.has(n))) return
      strokes.set(n, stroke)
      if (strokes.size > MAX_STROKES) strokes.delete(Math.min(...strokes.keys()))
    },
    get: (n) => strokes.get(n),
    all: () => [...strokes].toSorted(([one], [other]) => one - other),
    clear(upTo) {
      cleared = Math.max(cleared, upTo)
      for (const n of strokes.keys()) if (n <= cleared) strokes.delete(n)
    },
    cleared: () => cleared,
    forget(on) {
      for (const [n, stroke] of strokes) {
        if (stroke.on !== on) continue
        strokes.delete(n)
        known = Math.max(known, n)
      }
    },
  }
}

/**
 * Adds points to a stroke; `points` start at its point number `at`. Lost points in between are a straight line until
 * the whole stroke arrives.
 */
export function withTail(known: readonly number[], at: number, points: readonly number[]): number[] {
  const have = known.length / 2
  const list = known.slice(0, 2 * Math.min(at, have))
  const [x = 0, y = 0] = points
  const [lastX = x, lastY = y] = list.slice(-2)
  const missing = have === 0 ? 0 : at - list.length / 2
  for (let step = 1; step <= missing; step += 1) {
    const part = step / (missing + 1)
    list.push(Math.round(lastX + (x - lastX) * part), Math.round(lastY + (y - lastY) * part))
  }
  // Never fewer points than before: an older message may arrive later over the other channel.
  const next = [...list, ...points].slice(0, 2 * MAX_POINTS)
  return next.length >= known.length ? next : [...next, ...known.slice(next.length)]
}
