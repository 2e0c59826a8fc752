import { plainDashes, unescaped } from '@parley/protocol'

/** The most of a text that is searched; a code within a longer one is not found. Characters. */
const MAX_TEXT = 1 << 20

/** The breaks that mail and web pages insert into a long word: soft breaks (RFC 2045 §6.7), tags and entities for breaks. */
const BREAKS = /=\r?\n|<w?br ?\/?>|&(?:shy|zwnj|zwj|nbsp|gt|#\d{2,5}|#x[\da-f]{2,4});/gi

/** White space, unseen characters, quote marks and the backslash of an escape: none is part of a code. */
const BETWEEN = /[\s\p{Default_Ignorable_Code_Point}>|\u2502\u2503\\]/gu

/** The beginning of a line up to the mark behind its author: `AL> `, `<ada> `, `[10:31] Ada: `. */
const AUTHOR = /^[^\n]{0,80}(?:[>|][ \t]*|[:\]][ \t]+)/gm

const EM = /[\u2014\u2015]/g
const EN = /\u2013/g
const HYPHENS = ['-', '--'] as const

/**
 * The ways to read a pasted text as an unbroken row of characters, the most likely first. Some differ in what a dash was
 * before an editor changed it, others in whether each line begins with its author.
 */
export function* readings(text: string): Generator<string> {
  const plain = unescaped(text.slice(0, MAX_TEXT)).normalize('NFKC').replace(BREAKS, '')
  const authored = plain.replace(AUTHOR, '')
  const ems = hyphensFor(EM, plain)
  const ens = hyphensFor(EN, plain)
  for (const lines of authored === plain ? [plain] : [plain, authored]) {
    // Most editors write two hyphens as a long dash, and one as a short dash.
    for (const em of ems.toReversed()) {
      for (const en of ens) {
        yield plainDashes(lines.replace(EM, em).replace(EN, en)).replace(BETWEEN, '')
      }
    }
  }
}

const hyphensFor = (dash: RegExp, text: string): readonly string[] => (text.search(dash) < 0 ? ['-'] : HYPHENS)
