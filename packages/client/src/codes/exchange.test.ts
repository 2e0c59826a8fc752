import { createFakeClock } from '@parley/protocol/testing'
import { afterEach, expect, it } from 'vitest'
import { createExchange, type Exchange, GATHERING_MS } from './exchange.ts'
import { readCode } from './readCode.ts'
import { ADAS, candidates, describe, GRACES, HOST, PUBLIC, sampleSdp } from './sampleSignals.ts'

const PAIR = 'AAAAAAAAAAA'
const open: Exchange[] = []
afterEach(() => {
  for (const exchange of open.splice(0)) exchange.close()
})

function setup() {
  const clock = createFakeClock()
  const about = { pair: PAIR, createdAt: clock.wall(), media: 'voice', from: 'ada' } as const
  const exchange = createExchange({ about, clock, changed: () => undefined })
  open.push(exchange)
  return { clock, exchange }
}

const read = (exchange: Exchange) => readCode(exchange.state().code?.text ?? '', { type: 'offer', own: new Set() })

it('makes a code of the description and its candidates once all are there, and returns its reach', () => {
  const { exchange } = setup()
  exchange.send(describe('offer', ADAS))
  exchange.send(candidates(HOST))
  expect(exchange.state()).toEqual({ found: { network: 1, internet: 0 }, code: null, failed: false })
  exchange.send(candidates(PUBLIC, ''))
  expect(exchange.state()).toMatchObject({ found: { network: 1, internet: 1 }, code: { reach: 'internet' } })
  const code = read(exchange)
  expect(code).toMatchObject({ ok: true, code: { about: { pair: PAIR, from: 'ada' }, fingerprint: ADAS } })
  if (!code.ok) return
  expect(code.code.description.sdp).toContain('192.168.1.5')
  expect(code.code.description.sdp).toContain('203.0.113.7')
})

it('waits for candidates no longer than five seconds, and adds none that come later', () => {
  const { clock, exchange } = setup()
  exchange.send(describe('offer', ADAS))
  exchange.send(candidates(HOST))
  clock.advance(GATHERING_MS - 1)
  expect(exchange.state().code).toBeNull()
  clock.advance(1)
  const { code } = exchange.state()
  expect(code).toMatchObject({ reach: 'network' })
  exchange.send(candidates(PUBLIC))
  expect(exchange.state().code).toBe(code)
})

it('fails if the code format cannot encode the description', () => {
  const { exchange } = setup()
  const signal = describe('offer', ADAS)
  if (signal.type !== 'description') throw new Error('none')
  exchange.send({ ...signal, description: { type: 'offer', sdp: 'v=0' } })
  exchange.send(candidates(''))
  expect(exchange.state()).toMatchObject({ code: null, failed: true })
})

it('an answer gets the negotiation of this side’s offer, and an offer makes its answerer the DTLS server', () => {
  const { exchange } = setup()
  const about = { pair: PAIR, createdAt: 0, media: 'voice', from: null } as const
  exchange.send(describe('offer', ADAS, 'mine'))
  const answer = { type: 'answer', sdp: sampleSdp(GRACES, 'passive') } as const
  expect(exchange.hear({ description: answer, about, fingerprint: GRACES })).toMatchObject({
    negotiation: 'mine',
    description: answer,
  })
  const offer = { type: 'offer', sdp: sampleSdp(GRACES) } as const
  const heard = setup().exchange.hear({ description: offer, about, fingerprint: GRACES })
  expect(heard).toMatchObject({ description: { sdp: sampleSdp(GRACES, 'active') } })
})

it('a description passes verification only with the fingerprint of the code', async () => {
  const { exchange } = setup()
  const context = {
    callId: 'c',
    remote: { userId: 'Someone', deviceId: 'd' },
    role: 'responder',
    negotiation: 'n',
  } as const
  const seal = { identity: { root: '', certificates: [], revocations: null }, signature: '' }
  const check = (fingerprint: string) =>
    exchange.signer.verify(context, { type: 'offer', sdp: sampleSdp(fingerprint) }, seal)
  expect(await check(GRACES)).toBe(false)
  exchange.send(describe('offer', ADAS))
  expect(exchange.fingerprints()).toBeNull()
  const about = { pair: PAIR, createdAt: 0, media: 'voice', from: null } as const
  exchange.hear({ description: { type: 'answer', sdp: sampleSdp(GRACES) }, about, fingerprint: GRACES })
  expect(await check(GRACES)).toBe(true)
  expect(await check(ADAS)).toBe(false)
  expect(exchange.fingerprints()).toEqual({ own: ADAS, theirs: GRACES })
})
