import { DisplayName } from './ids.ts'
import { withoutUnseen } from './pasted.ts'

/** Unseen characters that change what is seen: marks and joiners. `DisplayName` decides where joiners may stand. */
const JOINERS = /[\u200c\u200d]/g
const WORKS = /[\p{M}\u200c\u200d]/u

/**
 * Tidies a typed or pasted name: no characters that nobody sees, single spaces, none at its ends. Returns null if
 * nothing is left, or it is too long.
 */
export function tidyName(text: string): DisplayName | null {
  const seen = [...text].map((sign) => (WORKS.test(sign) ? sign : withoutUnseen(sign))).join('')
  const name = seen.replace(/\s+/g, ' ').trim()
  if (withoutUnseen(name).trim() === '') return null
  return [name, name.replace(JOINERS, '')].find((one) => DisplayName.safeParse(one).success) ?? null
}
