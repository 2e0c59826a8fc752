import { UserId } from './ids.ts'
import { plainDashes, unescaped, withoutUnseen } from './pasted.ts'

/** The most of a pasted text that is searched. Characters. */
const MAX_TEXT = 10_000

/** An invite's address, anywhere in a text. */
const INVITE = /[?&]call=@?([A-Za-z0-9._-]+)/
/** The words of an invite without its address. */
const SAID = /\bon Parley: *@?([A-Za-z0-9._-]+)/
/** A mention among words; in an address of mail, the sign stands behind a letter. */
const MENTION = /(?:^|\s)@([A-Za-z0-9._-]+)/

/** Quotes, brackets and marks around an ID, none of which can be at its ends. */
const BEFORE = /^[^\p{L}\p{M}\p{N}._-]+/u
const BEHIND = /(?:[^\p{L}\p{M}\p{N}_-])+$/u

/**
 * Returns the ID in a typed or pasted text: `@ada`, ` “ada”. `, an invite with words around it. A full stop at its end is
 * not part of it: it ends a sentence, and messengers leave it out of links. Returns the tidied text if there is no ID in
 * it, for `checkUserId` to say what is wrong.
 */
export function typedId(text: string): string {
  const plain = plainDashes(withoutUnseen(unescaped(text.slice(0, MAX_TEXT)).normalize('NFKC'))).trim()
  for (const form of [INVITE, SAID, MENTION]) {
    const id = form.exec(plain)?.[1]?.replace(/\.+$/, '')
    if (id !== undefined && UserId.safeParse(id).success) return id
  }
  return plain.replace(BEFORE, '').replace(BEHIND, '')
}
