import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { UserId } from './ids.ts'
import { typedId } from './typedId.ts'

const invite = 'https://parley.example/?call=ada'

describe('what is typed or pasted to call somebody', () => {
  it.each([
    ['as it is', 'ada'],
    ['with spaces and a line break', '  ada \r\n'],
    ['with no-break spaces', '\u00a0ada\u00a0'],
    ['with a mention’s sign', '@ada'],
    ['with a mention among words', 'Call me, I am @ada on Parley'],
    ['in quotes', '“ada”'],
    ['in brackets', '(ada)'],
    ['with a comma', 'ada,'],
    ['at the end of a sentence', 'ada.'],
    ['with an exclamation mark', 'ada!'],
    ['with zero-width spaces', 'a\u200bda\u200b'],
    ['with marks of direction', '\u200eada\u200f'],
    ['with isolates, as chats put them around names', '\u2068ada\u2069'],
    ['with a byte order mark', '\ufeffada'],
    ['with a soft hyphen', 'a\u00adda'],
    ['in wide letters', 'ａｄａ'],
    ['as an invite', invite],
    ['as an invite with words around it', `Call me on Parley: ada\n${invite}`],
    ['as the words of an invite', 'Call me on Parley: ada'],
    ['as an invite at the end of a sentence', `${invite}.`],
    ['as an invite in brackets', `(${invite})`],
    ['as an invite in angle brackets', `<${invite}>`],
    ['as an invite with an escaped bracket', `${invite}%3E`],
    ['as an invite with an escaped space', `${invite}%20`],
    ['as an invite with an escaped mark', `${invite}%E2%80%8B`],
    ['as an invite with tracking before and behind it', 'https://parley.example/?utm_source=m&call=ada&fbclid=x#top'],
    ['as an invite for a mention', 'https://parley.example/?call=%40ada'],
    ['as an invite that was wrapped into another address', `https://l.example/?u=${encodeURIComponent(invite)}&h=1`],
    ['as the query of the page’s address', '?call=ada'],
  ])('is the ID: %s', (_how, text) => expect(typedId(text)).toBe('ada'))

  it('is the ID with the dots, dashes and underscores that are its own', () => {
    for (const id of ['grace.h', '_ada_', '-x-', '.ada', 'a--b']) expect(typedId(` @${id}, `)).toBe(id)
    expect(typedId('grace\u2013h')).toBe('grace-h')
  })

  it('is never somebody else’s: what is no ID stays what was typed, to be told', () => {
    for (const text of ['adamä', 'äada', 'ada lovelace', 'ada@example.org', 'ada/x', 'аda']) {
      expect(typedId(text)).toBe(text)
      expect(UserId.safeParse(typedId(text)).success).toBe(false)
    }
    expect(typedId(' \u200b ')).toBe('')
  })

  it('is found for every ID in an invite, whatever stands around it', () => {
    const signs = fc.string({ unit: fc.constantFrom(...' .,;:!?()[]<>"\'“”\u200b\u2069\ufeff\n'), maxLength: 8 })
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9._-]{2,31}[A-Za-z0-9_-]$/), signs, signs, (id, before, behind) => {
        expect(typedId(`${before} https://parley.example/?call=${id}${behind}`)).toBe(id)
      }),
    )
  })

  it('is none in a megabyte of anything, and the page does not freeze', () => {
    // Work that grows with the square takes hours, and the test hangs.
    for (const text of ['@', '(', '?call=', ' @a', '%E2%80', '.'])
      expect(UserId.safeParse(typedId(text.repeat(1_000_000 / text.length))).success).toBe(false)
  })
})
