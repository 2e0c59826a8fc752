import { userKey } from '@parley/protocol'

/** A hue in degrees that belongs to an ID: the same on every device, whichever way the ID is capitalised. */
export function avatarHue(userId: string): number {
  // FNV-1a: short, stable, and spreads IDs that differ in one letter over the whole circle.
  let hash = 0x811c9dc5
  for (const letter of userKey(userId)) {
    hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193)
  }
  return (hash >>> 8) % 360
}
