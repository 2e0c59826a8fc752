import { CallLink } from './ids.ts'
import { plainDashes, unescaped, withoutUnseen } from './pasted.ts'

/** The most of a text that is searched. Characters. */
const MAX_TEXT = 10_000
const LENGTH = 22

/** Where a call link begins: in the fragment, perhaps behind what trackers have added. */
const FIELD = /#(?:[^#\s]{0,1000}&)?call=/
/** One piece of a wrapped text, without the quote marks before it. */
const PIECE = /[\s>|\u2502]*([^\s>|\u2502]+)/y
/** The signs of a link. Behind them stands anything else, or the underscore with which chats write italics. */
const SIGNS = /^[A-Za-z0-9_-]+/
const ITALICS = /[_-]+$/

/**
 * Returns the call link in an address or a text. `broken`: one begins there, and cannot be read. Null: there is none.
 * Ignores what copying, mail and messengers put behind and inside a link: marks, brackets, escapes, line breaks.
 */
export function callLinkIn(text: string): CallLink | 'broken' | null {
  const plain = unescaped(text.slice(0, MAX_TEXT)).normalize('NFKC')
  const field = FIELD.exec(plain)
  if (!field) return null
  const rest = withoutUnseen(plain.slice(field.index + field[0].length)).replaceAll('\\', '')
  // An editor writes two hyphens as a long dash.
  return linkIn(plainDashes(rest.replace(/[\u2013\u2014]/g, '--'))) ?? linkIn(plainDashes(rest)) ?? 'broken'
}

/** Joins the pieces of a wrapped text until they are as long as a link. */
function linkIn(text: string): CallLink | null {
  PIECE.lastIndex = 0
  let joined = ''
  for (let piece = PIECE.exec(text); piece; piece = PIECE.exec(text)) {
    const [word = ''] = piece.slice(1)
    // Before it may stand a bracket or a quote.
    const bare = joined === '' ? word.replace(/^[^A-Za-z0-9_-]+/, '') : word
    const signs = SIGNS.exec(bare)?.[0] ?? ''
    joined += signs
    const link = joined.slice(0, LENGTH) + joined.slice(LENGTH).replace(ITALICS, '')
    if (link.length >= LENGTH || signs !== bare) return CallLink.safeParse(link).success ? link : null
  }
  return null
}
