import { CallError, type Description } from '@parley/protocol'
import { expect, it } from 'vitest'
import { checkDescription, type DescriptionContext, signDescription } from './description.ts'
import { fingerprintOf } from './fingerprint.ts'
import { sign } from './statement.ts'
import { createPerson } from './testing/index.ts'

const pairs = (pair: string) => Array(32).fill(pair).join(':')
const sdpWith = (...lines: string[]) =>
  `v=0\r\n${lines.map((line) => `a=fingerprint:${line}\r\n`).join('')}m=audio 9\r\n`
const offer: Description = { type: 'offer', sdp: sdpWith(`sha-256 ${pairs('AB')}`) }
const context: DescriptionContext = {
  callId: 'call-000000000000',
  from: { userId: 'Ada', deviceId: 'ada-laptop-000000' },
  to: { userId: 'grace', deviceId: 'grace-phone-00000' },
  role: 'initiator',
  negotiation: 'n1',
}

it('is signed for one place in one call, however IDs are written', async () => {
  const ada = await createPerson()
  const signature = await signDescription(ada, context, offer)
  const written = { ...context, from: { ...context.from, userId: 'ADA' } }
  expect(await checkDescription(ada.root, written, offer, signature)).toBe(true)
})

it.each<[string, Partial<DescriptionContext>]>([
  ['another call', { callId: 'call-111111111111' }],
  ['another sender', { from: { ...context.from, userId: 'mallory' } }],
  ['another device of the sender', { from: { ...context.from, deviceId: 'ada-phone-0000000' } }],
  ['another receiver', { to: { ...context.to, userId: 'linus' } }],
  ['another device of the receiver', { to: { ...context.to, deviceId: 'grace-laptop-0000' } }],
  ['the other role', { role: 'responder' }],
  ['another negotiation', { negotiation: 'n2' }],
])('T9: a description is not one for %s', async (_what, change) => {
  const ada = await createPerson()
  const signature = await signDescription(ada, context, offer)
  expect(await checkDescription(ada.root, { ...context, ...change }, offer, signature)).toBe(false)
})

it.each<[string, Description]>([
  ['a swapped fingerprint', { ...offer, sdp: sdpWith(`sha-256 ${pairs('AC')}`) }],
  ['one hex digit flipped', { ...offer, sdp: offer.sdp.replace('AB:AB', 'AB:AA') }],
  [
    'a second fingerprint beside the signed one',
    { ...offer, sdp: sdpWith(`sha-256 ${pairs('AB')}`, `sha-256 ${pairs('CD')}`) },
  ],
  ['no fingerprint', { ...offer, sdp: sdpWith() }],
  ['the answer’s name', { ...offer, type: 'answer' }],
  ['anything else changed', { ...offer, sdp: offer.sdp.replace('m=audio', 'm=video') }],
])('T19: a signature does not cover %s', async (_what, changed) => {
  const ada = await createPerson()
  const signature = await signDescription(ada, context, offer)
  expect(await checkDescription(ada.root, context, changed, signature)).toBe(false)
  expect(await checkDescription((await createPerson()).root, context, offer, signature)).toBe(false)
})

it('is not signed without a fingerprint that can be trusted', async () => {
  await expect(signDescription(await createPerson(), context, { ...offer, sdp: 'v=0\r\n' })).rejects.toEqual(
    new CallError('invalid'),
  )
})

it.each<[string, string, string | null]>([
  ['one', sdpWith(`sha-256 ${pairs('AB')}`), pairs('AB')],
  ['the same one for each section', sdpWith(`sha-256 ${pairs('AB')}`, `sha-256 ${pairs('AB')}`), pairs('AB')],
  ['lower case', sdpWith(`SHA-256 ${pairs('ab')}`), pairs('AB')],
  ['bare line feeds', sdpWith(`sha-256 ${pairs('AB')}`).replaceAll('\r', ''), pairs('AB')],
  ['two different ones', sdpWith(`sha-256 ${pairs('AB')}`, `sha-256 ${pairs('CD')}`), null],
  ['a weaker hash', sdpWith(`sha-1 ${Array(20).fill('AB').join(':')}`), null],
  [
    'a weaker hash beside a good one',
    sdpWith(`sha-256 ${pairs('AB')}`, `sha-1 ${Array(20).fill('AB').join(':')}`),
    null,
  ],
  ['too few bytes', sdpWith(`sha-256 ${pairs('AB').slice(3)}`), null],
  ['too many bytes', sdpWith(`sha-256 ${pairs('AB')}:AB`), null],
  ['something after it', sdpWith(`sha-256 ${pairs('AB')} x`), null],
  [
    'an upper-case attribute name that a browser might read',
    `${sdpWith(`sha-256 ${pairs('AB')}`)}A=FINGERPRINT:sha-256 ${pairs('CD')}\r\n`,
    null,
  ],
  ['a second one that starts with a space', `${offer.sdp} a=fingerprint:sha-256 ${pairs('CD')}\r\n`, null],
  ['a second one with a space before the colon', `${offer.sdp}a=fingerprint :sha-256 ${pairs('CD')}\r\n`, null],
  ['a second one behind a bare carriage return', `${offer.sdp}a=x\ra=fingerprint:sha-256 ${pairs('CD')}\r\n`, null],
  [
    'a second one behind a line separator of Unicode',
    `${offer.sdp}a=x\u2028a=fingerprint:sha-256 ${pairs('CD')}\r\n`,
    null,
  ],
  ['letters that only fold to ASCII ones', sdpWith(`\u017fha-256 ${pairs('AB')}`), null],
  ['bytes without colons', sdpWith(`sha-256 ${pairs('AB').replaceAll(':', '')}`), null],
  ['bytes that are none', sdpWith(`sha-256 ${pairs('AG')}`), null],
  ['none', 'v=0\r\n', null],
])('T19: of a description with %s it takes the right fingerprint or none', (_what, sdp, fingerprint) => {
  expect(fingerprintOf(sdp)).toBe(fingerprint)
})

it('is read with its fields in any order, and never with one more', async () => {
  const ada = await createPerson()
  const signature = await signDescription(ada, context, offer)
  const payload: object = JSON.parse(atob((signature.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')))
  const turned = Object.fromEntries(Object.entries(payload).toReversed())
  const check = async (said: object) =>
    checkDescription(ada.root, context, offer, await sign('parley-description', said, ada.key.privateKey))
  expect(await check(turned)).toBe(true)
  expect(await check({ ...payload, more: 1 })).toBe(false)
  expect(await check({ ...payload, from: { userId: 'ada', deviceId: 'ada-laptop-000000', more: 1 } })).toBe(false)
})

it('T9: no other statement of the same key passes for a signature', async () => {
  const ada = await createPerson()
  for (const typ of ['parley-proof', 'parley-certificate', 'parley-revocations'] as const) {
    const signature = await signDescription(ada, context, offer)
    const payload: object = JSON.parse(atob((signature.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')))
    const statement = await sign(typ, payload, ada.key.privateKey)
    expect(await checkDescription(ada.root, context, offer, statement)).toBe(false)
  }
})

it('T9: a description without a fingerprint that nobody signed is not taken for one that was', async () => {
  const ada = await createPerson()
  const bare: Description = { type: 'offer', sdp: 'v=0\r\n' }
  const signature = `e30.e30.${'A'.repeat(86)}`
  expect(await checkDescription(ada.root, context, bare, signature)).toBe(false)
  expect(await checkDescription(ada.root, context, bare, await signDescription(ada, context, offer))).toBe(false)
  expect(await checkDescription(ada.root, context, offer, signature)).toBe(false)
})
