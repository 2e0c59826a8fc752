import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { callLinkIn } from './callLinkIn.ts'

const link = 'Ab-_cd--EF01234567890w'
const address = `https://parley.example/#call=${link}`

describe('a call link', () => {
  it.each([
    ['as it is', address],
    ['as the fragment of the page’s address', `#call=${link}`],
    ['at the end of a sentence', `${address}.`],
    ['with dots behind it', `${address}...`],
    ['in brackets', `(${address})`],
    ['before a comma', `${address}, please`],
    ['in angle brackets', `<${address}>`],
    ['in quotes', `"${address}"`],
    ['in typographic quotes', `“${address}”`],
    ['with an escaped angle bracket', `${address}%3E`],
    ['with an escaped space', `${address}%20`],
    ['with an escaped space and words', `${address}%20see%20you`],
    ['with an escaped hash', `https://parley.example/%23call=${link}`],
    ['with an escaped hash and equals sign', `https://parley.example/%23call%3D${link}`],
    ['with an escaped hash behind it', `${address}%23`],
    ['with a hash behind it', `${address}#`],
    ['with a slash behind it', `${address}/`],
    ['with its signs escaped', address.replaceAll('-', '%2D').replaceAll('_', '%5F')],
    ['with tracking behind it', `${address}&utm_source=mail`],
    ['with tracking before it', `https://parley.example/?fbclid=x#utm_source=mail&call=${link}`],
    ['with a text fragment behind it', `${address}:~:text=hello`],
    ['in italics of a chat', `_${address}_`],
    ['in bold of a chat', `*${address}*`],
    ['with escaped underscores', address.replaceAll('_', '\\_')],
    ['as a Markdown link', `[Join](${address})`],
    ['wrapped by mail', `${address.slice(0, -9)}\r\n${address.slice(-9)}\r\nSee you`],
    ['wrapped and quoted by mail', `> ${address.slice(0, -9)}\n> ${address.slice(-9)}\n> See you`],
    ['with an escaped space in it', `${address.slice(0, -9)}%20${address.slice(-9)}`],
    ['with an escaped line break in it', `${address.slice(0, -9)}%0D%0A${address.slice(-9)}`],
    ['with a zero-width space in it', `${address.slice(0, -9)}\u200b${address.slice(-9)}`],
    ['with an escaped zero-width space behind it', `${address}%E2%80%8B`],
    ['with marks of direction around it', `\u2068${address}\u2069`],
    ['with non-breaking hyphens', address.replaceAll('-', '\u2011')],
    ['with long dashes for two hyphens', address.replaceAll('--', '—')],
    ['with short dashes for hyphens', `https://parley.example/#call=${link.replaceAll('-', '–')}`],
    ['wrapped into another address', `https://l.example/?u=${encodeURIComponent(address)}&h=AT0`],
    ['with words around it', `Join my call on Parley\n${address}\nAda`],
  ])('is read: %s', (_how, text) => expect(callLinkIn(text)).toBe(link))

  it.each([
    ['without its end', address.slice(0, -1)],
    ['without anything behind the equals sign', 'https://parley.example/#call='],
    ['with a letter too many', `${address}A`],
    ['with words that run into it', `${address}_see`],
    ['with a sign that is none of its own', `${address.slice(0, -9)}ä${address.slice(-8)}`],
    ['with an end that no link has', `${address.slice(0, -1)}B`],
  ])('is told to be broken: %s', (_how, text) => expect(callLinkIn(text)).toBe('broken'))

  it.each([
    '',
    '#',
    '#codes',
    '#meet',
    '#code=ParB',
    'https://parley.example/?call=ada',
    'call=me',
    '#recall=x',
    '#link=x&id=ada',
  ])('is not in "%s"', (text) => expect(callLinkIn(text)).toBeNull())

  it('is never read as another one: a changed letter leads there, a lost one nowhere', () => {
    fc.assert(
      fc.property(fc.nat({ max: link.length - 1 }), (at) => {
        expect(callLinkIn(`#call=${link.slice(0, at)}${link.slice(at + 1)}`)).toBe('broken')
      }),
    )
  })

  it('of any letters is read with any signs around it', () => {
    const around = fc.string({ unit: fc.constantFrom(...' .,;:!?()[]<>"\'“”\u200b\u2069\ufeff\n*~'), maxLength: 8 })
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9_-]{21}[AQgw]$/), around, around, (any, before, behind) => {
        expect(callLinkIn(`${before}https://parley.example/#call=${any}${behind}`)).toBe(any)
      }),
    )
  })

  it('is read or not in a megabyte of anything, and the page does not freeze', () => {
    // Work that grows with the square takes hours, and the test hangs.
    const found = ['#', '#call= ', '#&call', '> ', '%23', `${address} `].map((text) =>
      callLinkIn(text.repeat(1_000_000 / text.length)),
    )
    expect(found).toEqual([null, 'broken', null, null, null, link])
  })
})
