import * as z from 'zod/mini'

/** Places on a picture are whole numbers from 0, its left or top edge, to this. */
export const SCALE = 10_000
/** Of one stroke; with all of them it fits into one message of `bulk`. */
export const MAX_POINTS = 1_000
/** How many of a stroke's last points each message of `inputs` repeats. */
export const TAIL_POINTS = 40

const place = z.int().check(z.minimum(0), z.maximum(SCALE))
/** Whose screen it is on, as the sender sees it. */
const on = z.enum(['mine', 'yours'])
const run = z.string().check(z.regex(/^[A-Za-z0-9-]{8,36}$/))
const number = z.int().check(z.minimum(1), z.maximum(1_000_000))
/** x and y by turns. */
const points = (max: number) =>
  z.array(place).check(
    z.minLength(2),
    z.maxLength(2 * max),
    z.refine((list) => list.length % 2 === 0),
  )

/** `point` on `inputs`: the sender's pointer; null if the sender stopped pointing. */
export const pointMessage = z.nullable(z.strictObject({ on, x: place, y: place }))

/** `draw` on `inputs`: the last points of the stroke being drawn; the first of them is its point number `at`, from 0. */
export const drawMessage = z.strictObject({
  run,
  n: number,
  on,
  at: z.int().check(z.minimum(0), z.maximum(MAX_POINTS - 1)),
  points: points(TAIL_POINTS),
})

/** `draw.stroke` on `bulk`: a finished stroke. */
export const strokeMessage = z.strictObject({ run, n: number, on, points: points(MAX_POINTS) })

const upTo = z.int().check(z.minimum(0), z.maximum(1_000_000))

/** `draw.clear` on `bulk`: removes the sender's strokes up to `upTo`, and the receiver's up to `theirs`. */
export const clearMessage = z.strictObject({
  run,
  upTo,
  theirs: z.nullable(z.strictObject({ run, upTo })),
})

/** The owner of the screen, as this side sees it. */
export type Screen = 'mine' | 'theirs'

/** Converts it to the other side's view. */
export const onWire = (screen: Screen) => (screen === 'mine' ? 'mine' : 'yours')
/** Converts it from the other side's view. */
export const fromWire = (wire: 'mine' | 'yours'): Screen => (wire === 'mine' ? 'theirs' : 'mine')
