import { CompactSign, UnsecuredJWT } from 'jose'
import { expect, it } from 'vitest'
import * as z from 'zod/mini'
import { fromBase64url, toBase64url, utf8 } from './encoding.ts'
import { createKeyPair, importPublicKey } from './keys.ts'
import { peek, read, sign } from './statement.ts'

const Said = z.strictObject({ word: z.string() })
const said = { word: 'yes' }

it('shows its content to everybody who has the key', async () => {
  const { privateKey, publicKey } = await createKeyPair()
  const statement = await sign('parley-proof', said, privateKey)
  expect(await read(statement, 'parley-proof', Said, publicKey)).toEqual(said)
  expect(peek(statement, 'parley-proof', Said)).toEqual(said)
})

it('is worth nothing under another key, as another kind, or with anything added', async () => {
  const [mine, other] = [await createKeyPair(), await createKeyPair()]
  const statement = await sign('parley-proof', said, mine.privateKey)
  expect(await read(statement, 'parley-proof', Said, other.publicKey)).toBeNull()
  expect(await read(statement, 'parley-certificate', Said, mine.publicKey)).toBeNull()
  expect(peek(statement, 'parley-certificate', Said)).toBeNull()
  const more = await sign('parley-proof', { ...said, more: 1 }, mine.privateKey)
  expect(await read(more, 'parley-proof', Said, mine.publicKey)).toBeNull()
})

it('cannot be changed in any of its parts', async () => {
  const { privateKey, publicKey } = await createKeyPair()
  const statement = await sign('parley-proof', said, privateKey)
  const [header = '', payload = '', signature = ''] = statement.split('.')
  const flipped = fromBase64url(signature)
  flipped[9] = (flipped[9] ?? 0) ^ 1
  const attempts = [
    `${toBase64url(utf8('{"alg":"ES256","typ":"parley-proof","x":1}'))}.${payload}.${signature}`,
    `${header}.${toBase64url(utf8('{"word":"no"}'))}.${signature}`,
    `${header}.${payload}.${toBase64url(flipped)}`,
    `${header}.${payload}.`,
    `${header}.${payload}`,
    statement.slice(0, -1),
    `${statement}AA`,
    '',
    '..',
    '__proto__',
  ]
  for (const attempt of attempts) {
    expect(await read(attempt, 'parley-proof', Said, publicKey), attempt).toBeNull()
  }
})

it('is never unsigned, nor signed by a secret that everybody knows', async () => {
  const { publicKey } = await createKeyPair()
  expect(await read(new UnsecuredJWT(said).encode(), 'parley-proof', Said, publicKey)).toBeNull()
  const none = `${toBase64url(utf8('{"alg":"none","typ":"parley-proof"}'))}.${toBase64url(utf8('{"word":"yes"}'))}.`
  expect(await read(none, 'parley-proof', Said, publicKey)).toBeNull()
  const hmac = await new CompactSign(utf8(JSON.stringify(said)))
    .setProtectedHeader({ alg: 'HS256', typ: 'parley-proof' })
    .sign(utf8(publicKey))
  expect(await read(hmac, 'parley-proof', Said, publicKey)).toBeNull()
})

it('is read by no key that is none', async () => {
  const { privateKey } = await createKeyPair()
  const statement = await sign('parley-proof', said, privateKey)
  for (const key of ['', 'key', `BA${'A'.repeat(84)}A`, '__proto__']) {
    expect(await read(statement, 'parley-proof', Said, key)).toBeNull()
  }
})

it('a public key is text that names a point, and private keys stay where they are', async () => {
  const { privateKey, publicKey } = await createKeyPair()
  expect(toBase64url(await crypto.subtle.exportKey('raw', await importPublicKey(publicKey)))).toBe(publicKey)
  expect(privateKey.extractable).toBe(false)
})

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
/** Another base64url text of the same bytes: it differs in the last character's unused bits. */
const twin = (part: string) => part.slice(0, -1) + ALPHABET[ALPHABET.indexOf(part.at(-1) ?? '') ^ 1]

it('can be written in one way only, though decoders forgive others', async () => {
  const { privateKey, publicKey } = await createKeyPair()
  const statement = await sign('parley-proof', said, privateKey)
  expect(fromBase64url(twin(statement.split('.')[2] ?? ''))).toEqual(fromBase64url(statement.split('.')[2] ?? ''))
  const ways = [
    twin(statement),
    `${statement}==`,
    `${statement.slice(0, -4)}\n${statement.slice(-4)}`,
    ` ${statement}`,
    statement.replaceAll('-', '+').replaceAll('_', '/').replace('.', '.\t'),
  ]
  for (const way of ways) expect(await read(way, 'parley-proof', Said, publicKey), way).toBeNull()
})

it.each([
  { kid: 'mine' },
  { jwk: { kty: 'EC' } },
  { b64: true, crit: ['b64'] },
  { cty: 'JWT' },
  { typ: 'PARLEY-PROOF' },
  { typ: 'application/parley-proof' },
  { typ: '' },
])('has nothing in its header but algorithm and type: %j', async (more) => {
  const { privateKey, publicKey } = await createKeyPair()
  const header = { alg: 'ES256', typ: 'parley-proof', ...more }
  const statement = await new CompactSign(utf8(JSON.stringify(said))).setProtectedHeader(header).sign(privateKey)
  expect(await read(statement, 'parley-proof', Said, publicKey)).toBeNull()
  expect(peek(statement, 'parley-proof', Said)).toBeNull()
})

it.each([
  ['no JSON', utf8('{word:yes}')],
  ['nothing', utf8('')],
  ['no UTF-8', Uint8Array.of(...utf8('{"word":"'), 0xff, ...utf8('"}'))],
  ['a list', utf8('[{"word":"yes"}]')],
  ['a word of another kind', utf8('{"word":1}')],
  ['a prototype', utf8('{"word":"yes","__proto__":{"admin":true}}')],
])('that says %s says nothing, though rightly signed', async (_what, payload) => {
  const { privateKey, publicKey } = await createKeyPair()
  const statement = await new CompactSign(payload)
    .setProtectedHeader({ alg: 'ES256', typ: 'parley-proof' })
    .sign(privateKey)
  expect(await read(statement, 'parley-proof', Said, publicKey)).toBeNull()
})
