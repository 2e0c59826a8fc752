import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createPair } from './body.ts'
import { captured } from './captured/read.ts'
import { type CodeDescription, decodeCode, decodeCodes, encodeCode } from './code.ts'

const MINUTE = 60_000
const now = 29_000_000 * MINUTE
const [offer] = captured

function codeWith(wanted: RegExp): string {
  for (let seed = 0; seed < 100_000; seed += 1) {
    const pair = createPair(Uint8Array.of(seed, seed >> 8, 251, 239, 190, 7, 7, 7))
    const code = encodeCode(offer as CodeDescription, { pair, createdAt: now, media: 'voice', from: null })
    if (wanted.test(code)) return code
  }
  throw new Error('no such code')
}

/** A code with every sign that is changed on the way: one hyphen, two of them, an underscore. */
const code = codeWith(/^(?=.*[A-Za-z0-9]-[A-Za-z0-9])(?=.*--)(?=.*_)/)
const plain = decodeCode(code)
const lines = (width: number, text = code) => text.match(new RegExp(`.{1,${width}}`, 'g')) ?? []
const address = `https://calls.example/#code=${code}`
const dashed = (one: string, two: string) => code.replaceAll('--', two).replaceAll('-', one)

const pastes: [string, string][] = [
  ['as it was copied', code],
  ['with the line break that a terminal adds', `${code}\r\n`],
  ['in double quotes', `"${code}"`],
  ['in typographic quotes', `“${code}”`],
  ['in guillemets', `« ${code} »`],
  ['in brackets', `(${code})`],
  ['in angle brackets, as mail writes addresses', `<${address}>`],
  ['in square brackets', `[${code}]`],
  ['as code in a chat', `\`${code}\``],
  ['as a block of code in a chat', `\`\`\`\n${code}\n\`\`\``],
  ['in bold, as a chat writes it', `*${code}*`],
  ['as a Markdown link', `[Call me](${address})`],
  ['with a full stop behind it', `${code}.`],
  ['with a comma and words behind it', `${code}, that is it`],
  ['with words right behind it', `${code} thanks and see you soon`],
  ['with words before it that name Parley', `Parley call, open Parley and paste this: ${code}`],
  ['with the head of codes in the words before it', `ParBparParBPar ${code}`],
  ['with a chat’s time and author before it', `[10:31] Ada: ${code}`],
  ['with WhatsApp’s time and author before it', `[30.11.26, 10:31:07] Ada Lovelace: ${code}`],
  ['with Slack’s author and time in lines before it', `Ada Lovelace\n  10:31 AM\n${code}\n:+1: 1`],
  ['wrapped by mail', lines(72).join('\r\n')],
  ['wrapped by mail in the middle of its head', `Pa\n${code.slice(2)}`],
  ['quoted in a reply', `> ${code}`],
  [
    'wrapped and quoted in a reply',
    `Ada wrote:\n${lines(70)
      .map((line) => `> ${line}`)
      .join('\n')}\n> -- \n> Ada`,
  ],
  [
    'wrapped and quoted twice',
    lines(60)
      .map((line) => `> > ${line}`)
      .join('\r\n'),
  ],
  [
    'wrapped and quoted with the author’s initials',
    lines(60)
      .map((line) => `AL> ${line}`)
      .join('\n'),
  ],
  [
    'quoted with bars',
    lines(60)
      .map((line) => `| ${line}`)
      .join('\n'),
  ],
  [
    'sent in several messages of a chat',
    lines(50)
      .map((line) => `[10:31] Ada: ${line}`)
      .join('\n'),
  ],
  [
    'sent in several messages of IRC',
    lines(50)
      .map((line) => `<ada> ${line}`)
      .join('\n'),
  ],
  ['with Outlook’s head of a forwarded message', `From: Ada\nSent: Monday\nTo: Grace\nSubject: Re: call\n\n${code}`],
  ['with a signature below it', `${code}\n-- \nAda Lovelace\nParis`],
  ['in quoted-printable', lines(60, `#code=3D${code}`).join('=\r\n')],
  ['with its underscores and hyphens escaped', code.replaceAll(/[_-]/g, '\\$&')],
  ['with en dashes for hyphens', dashed('–', '––')],
  ['with long dashes for two hyphens', dashed('-', '—')],
  ['with short dashes for two hyphens', dashed('-', '–')],
  ['with long dashes for hyphens', dashed('—', '——')],
  ['with non-breaking hyphens', dashed('\u2011', '\u2011\u2011')],
  ['with minus signs', dashed('\u2212', '\u2212\u2212')],
  [
    'in the wide letters of an input method',
    code.replaceAll(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0)),
  ],
  ['twice in a row', code + code],
  ['twice in two lines', `${code}\n\n${code}`],
  ['with direction marks around it', `\u2068${code}\u2069\u200e`],
  ['with a byte order mark before it', `\ufeff${code}`],
  ['with zero-width spaces in it', lines(20).join('\u200b')],
  ['with soft hyphens in it', lines(20).join('\u00ad')],
  ['with no-break spaces in it', lines(20).join('\u00a0')],
  ['with the breaks of a web page in it', lines(20).join('<wbr>')],
  ['as an address', address],
  ['as an address with words around it', `Call me: ${address} now`],
  ['as an address with tracking behind it', `${address}&utm_source=mail&fbclid=IwAR0Par`],
  ['as an address with tracking before it', `https://calls.example/?utm_source=mail#a=b&code=${code}`],
  [
    'as an address with its signs escaped',
    address.replace('#code=', '%23code%3D').replaceAll('-', '%2D').replaceAll('_', '%5F'),
  ],
  [
    'as an address that Outlook has wrapped',
    `https://eur01.safelinks.protection.outlook.com/?url=${encodeURIComponent(address)}&data=05%7C02%7C&reserved=0`,
  ],
  [
    'as an address that was wrapped twice',
    `https://l.example/?u=${encodeURIComponent(`https://m.example/?u=${encodeURIComponent(address.replaceAll('-', '%2D'))}`)}`,
  ],
]

describe('a code is found', () => {
  test.each(pastes)('%s', (_how, text) => expect(decodeCode(text)).toEqual(plain))

  test('anywhere in any text, wrapped in any width, among any signs that are not its own', () => {
    const noise = fc.string({ unit: fc.constantFrom(...'Par B.,:;()[]{}"\'*~/?!&$\u200b\u2066\n\t '), maxLength: 60 })
    fc.assert(
      fc.property(
        noise,
        noise,
        fc.integer({ min: 1, max: 80 }),
        fc.constantFrom('\n', '\r\n', '\n> ', ' '),
        (before, after, width, between) => {
          expect(decodeCode(`${before}\n${lines(width).join(between)}\n${after}`)).toEqual(plain)
        },
      ),
      { numRuns: 300 },
    )
  })

  test('each once, in their order, if there are several', () => {
    const other = encodeCode(captured[1] as CodeDescription, {
      pair: 'AAAAAAAAAAA',
      createdAt: now,
      media: 'voice',
      from: 'ada',
    })
    const found = decodeCodes(`${code}\nOn Monday Ada wrote:\n> ${other}`)
    expect(found).toEqual([plain, decodeCode(other)])
  })
})

describe('no code is found', () => {
  test.each([
    ['in words about Parley', 'Parley is open. Parley is a name. Let us meet in Paris', 'notACode'],
    ['that has lost its end, among words', `Call me: "${code.slice(0, 90)}"`, 'cut'],
    ['that has lost its end to dots', `${code.slice(0, 90)}…`, 'cut'],
    [
      'with a character that was changed, among words',
      `Ada: ${code.slice(0, 80)}${code[80] === 'x' ? 'y' : 'x'}${code.slice(81)}, thanks`,
      'damaged',
    ],
    ['with a sign that is none of its own', `${code.slice(0, 80)}ä${code.slice(81)}`, 'damaged'],
  ] as const)('%s, and the words say why: %s', (_where, text, problem) => {
    expect(decodeCode(text)).toEqual({ ok: false, problem })
  })

  test.each([
    ['of one letter', 'P'.repeat(1 << 20)],
    ['of heads', 'ParB'.repeat(1 << 18)],
    ['of heads with a length', 'ParBAlg'.repeat(150_000)],
    ['of heads with a length and a wrong sign', 'ParBAlgAAAAAAAAAAAAAAAAAAAA!'.repeat(40_000)],
    ['of dashes and quotes', '> — – [10:31] '.repeat(80_000)],
    ['of escapes', '%E2%80%8B%25'.repeat(90_000)],
    ['of open tags', '<br &#'.repeat(170_000)],
    ['of lines without an end', `${'a'.repeat(99)}>`.repeat(10_000)],
  ])('in a megabyte %s, and the page does not freeze', (_what, text) => {
    // Work that grows with the square takes hours, and the test hangs.
    expect(decodeCode(text).ok).toBe(false)
  })
})
