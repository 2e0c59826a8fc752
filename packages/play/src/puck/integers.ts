/** The quotient without its fraction, towards 0, and never -0. Both and the quotient are integers of less than 2^31. */
export const divide = (value: number, by: number): number => (value / by) | 0

export const clamp = (value: number, least: number, most: number): number => Math.max(least, Math.min(most, value))

/** The integer square root of an integer below 2^38, bit by bit, so that every machine finds the same. */
export function integerRoot(value: number): number {
  let root = 0
  for (let bit = 1 << 18; bit > 0; bit >>= 1) {
    const tried = root | bit
    if (tried * tried <= value) root = tried
  }
  return root
}

/** The next number of a row that looks random (xorshift32, Marsaglia 2003). Not 0, and never becomes 0. */
export function nextRandom(seed: number): number {
  let next = seed
  next ^= next << 13
  next ^= next >>> 17
  next ^= next << 5
  return next >>> 0
}

/** 32 bits that tell lists of integers apart (FNV-1a over their bytes). */
export function hashIntegers(values: readonly number[]): number {
  let hash = 0x81_1c_9d_c5
  for (const value of values)
    for (let shift = 0; shift < 32; shift += 8) hash = Math.imul(hash ^ ((value >>> shift) & 0xff), 0x01_00_01_93)
  return hash >>> 0
}
