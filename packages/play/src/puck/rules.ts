/** Lengths in 1/256 of a point, times in frames; a sixtieth of a second each. */
export const ONE = 256
const points = (count: number) => count * ONE

export const TABLE = { width: points(600), height: points(960) } as const
export const PUCK_RADIUS = points(26)
export const PADDLE_RADIUS = points(42)
/** From the middle of an end to each post. */
export const GOAL_HALF = points(120)
export const WINNING_SCORE = 7

/** Per frame. Both together are less than the two radii: nothing passes through a paddle. */
export const MAX_PUCK_SPEED = points(24)
export const MAX_PADDLE_SPEED = points(22)
export const KEY_SPEED = points(10)

export const FIRST_PAUSE = 150
export const GOAL_PAUSE = 75
