import { encodeCode } from '@parley/codes'
import { expect, describe as group, it } from 'vitest'
import { countFound, reachOf } from './candidateKinds.ts'
import { type Awaited, readCode } from './readCode.ts'
import { ADAS, HOST, PUBLIC, sampleSdp } from './sampleSignals.ts'

const NOW = 1_800_000_000_000
const PAIR = 'AAAAAAAAAAA'
const OTHER = 'BBBBBBBBBBA'

const codeOf = (type: 'offer' | 'answer', pair = PAIR, createdAt = NOW) =>
  encodeCode(
    { type, sdp: sampleSdp(ADAS, type === 'offer' ? 'actpass' : 'passive') },
    { pair, createdAt, media: 'voice', from: null },
  )
const offer: Awaited = { type: 'offer', own: new Set([OTHER]) }
const answer: Awaited = { type: 'answer', pair: PAIR }

group('a pasted text', () => {
  it.each([
    ['nothing of ours', 'hello', offer, 'notACode'],
    ['a code without its end', codeOf('offer').slice(0, 60), offer, 'cut'],
    [
      'a code with a wrong character',
      codeOf('offer').replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
      offer,
      'damaged',
    ],
    ['the own code where the other side’s is asked for', codeOf('offer', OTHER), offer, 'own'],
    ['an answer where an offer is asked for', codeOf('answer'), offer, 'answer'],
    ['the own code where its answer is asked for', codeOf('offer'), answer, 'own'],
    ['another offer where an answer is asked for', codeOf('offer', OTHER), answer, 'offer'],
    ['the answer to another code', codeOf('answer', OTHER), answer, 'otherAnswer'],
  ] as const)('that is %s is told apart', (_name, text, awaited, problem) => {
    expect(readCode(text, awaited)).toEqual({ ok: false, problem })
  })

  it.each([
    ['as it is', (code: string) => code],
    ['with line breaks', (code: string) => code.replaceAll(/.{20}/g, '$&\n')],
    ['as an address', (code: string) => `https://calls.example/parley/#code=${code}`],
    ['as an address with words around it', (code: string) => `Call me: https://calls.example/#code=${code}\n`],
  ])('is read %s', (_name, wrap) => {
    expect(readCode(wrap(codeOf('offer')), offer)).toMatchObject({ ok: true, code: { fingerprint: ADAS } })
    expect(readCode(wrap(codeOf('answer')), answer)).toMatchObject({ ok: true })
  })
})

group('a text with several codes', () => {
  const reply = (own: string, theirs: string) => `${theirs}\n\nOn Monday Ada wrote:\n> Call me: ${own}\n> Ada`

  it('a reply that quotes the code it answers is read as the answer', () => {
    expect(readCode(reply(codeOf('offer'), codeOf('answer')), answer)).toMatchObject({ ok: true })
    expect(readCode(`${codeOf('offer')}\n${codeOf('answer')}`, answer)).toMatchObject({ ok: true })
  })

  it('a thread with an old code and a new one is read as the new one, in either order', () => {
    const old = codeOf('offer', PAIR, NOW - 60 * 60_000)
    const earlier = codeOf('offer', 'CCCCCCCCCCA', NOW - 5 * 60_000)
    for (const text of [reply(old, codeOf('offer')), `${old} ${earlier} ${codeOf('offer')}`])
      expect(readCode(text, offer)).toMatchObject({ ok: true, code: { about: { pair: PAIR } } })
  })

  it('a text without the awaited one is told by its first', () => {
    expect(readCode(`${codeOf('offer')} ${codeOf('answer', OTHER)}`, answer)).toEqual({
      ok: false,
      problem: 'own',
    })
  })
})

it('counts candidates by their reach: the own network or the internet', () => {
  const tcp = 'candidate:3 1 tcp 1518280447 192.168.1.5 9 typ host tcptype active'
  const hidden = 'candidate:4 1 udp 1 0b4e3c2a-1234-4abc-9def-0123456789ab.local 5000 typ host'
  const open = 'candidate:5 1 udp 1 2001:db8::5 5000 typ host'
  expect(countFound([HOST, hidden, tcp])).toEqual({ network: 2, internet: 0 })
  expect(countFound([HOST, PUBLIC, open])).toEqual({ network: 1, internet: 2 })
  expect(reachOf({ network: 0, internet: 0 })).toBe('nowhere')
  expect(reachOf({ network: 2, internet: 0 })).toBe('network')
  expect(reachOf({ network: 0, internet: 1 })).toBe('internet')
})
