import { limits } from '@parley/protocol'
import { expect, it } from 'vitest'
import { certify, readChain } from './chain.ts'
import { fromBase64url, toBase64url, utf8 } from './encoding.ts'
import { createKeyPair } from './keys.ts'
import { makeRecoveryFile, openRecoveryFile } from './recoveryFile.ts'
import { createDevice, createPerson } from './testing/index.ts'

const quick = { iterations: 10 }
const passphrase = 'correct horse battery'

it('gets an ID back: its key can let a new browser in', async () => {
  const ada = await createPerson('Ada')
  const { text, certificates } = await makeRecoveryFile(ada, passphrase, 7, quick)
  const opened = await openRecoveryFile(text, passphrase)
  if (!opened.ok) throw new Error(opened.why)
  expect(opened.self).toMatchObject({ userId: 'Ada', root: ada.root, certificates })
  const browser = await createKeyPair()
  const chain = await certify(opened.self, browser.publicKey, 'device', 8)
  const read = await readChain('ada', { root: ada.root, certificates: chain })
  expect(read?.key).toBe(browser.publicKey)
  expect(read?.steps.map(({ use }) => use)).toEqual(['recovery', 'device'])
})

it('holds a key of its own, never that of a browser, and nothing to read it by', async () => {
  const ada = await createPerson()
  const { text } = await makeRecoveryFile(ada, passphrase, 7, quick)
  const file = JSON.parse(text)
  expect(file.key).not.toBe(ada.key.publicKey)
  expect(file).not.toHaveProperty('privateKey')
  const opened = await openRecoveryFile(text, passphrase)
  expect(opened.ok && opened.self.key.privateKey.extractable).toBe(false)
})

it('opens with its passphrase only, however the letters are composed', async () => {
  const { text } = await makeRecoveryFile(await createPerson(), 'pässword with ümlaut'.normalize('NFD'), 7, quick)
  expect(await openRecoveryFile(text, 'another')).toEqual({ ok: false, why: 'wrongPassphrase' })
  expect((await openRecoveryFile(text, 'pässword with ümlaut'.normalize('NFC'))).ok).toBe(true)
})

it('nothing of it can be changed: not the ID, not the root, not the effort to open it', async () => {
  const ada = await createPerson()
  const file = JSON.parse((await makeRecoveryFile(ada, passphrase, 7, quick)).text)
  const other = JSON.parse((await makeRecoveryFile(await createPerson(), passphrase, 7, quick)).text)
  const changes = [
    { ...file, rounds: 11 },
    { ...file, salt: other.salt },
    { ...file, iv: other.iv },
    { ...file, secret: other.secret },
    { ...file, userId: 'ADA' },
  ]
  for (const changed of changes) {
    expect(await openRecoveryFile(JSON.stringify(changed), passphrase)).toEqual({ ok: false, why: 'wrongPassphrase' })
  }
  for (const changed of [
    { ...file, userId: 'grace' },
    { ...file, root: other.root },
    { ...file, key: other.key },
  ]) {
    expect(await openRecoveryFile(JSON.stringify(changed), passphrase)).toEqual({ ok: false, why: 'notAFile' })
  }
})

it.each([
  '',
  'hello',
  'null',
  '[]',
  '{"__proto__":{"parley":"recovery"}}',
  '{"parley":"recovery"}',
  `"${'x'.repeat(70_000)}"`,
])('a text that is no recovery file is told apart from a wrong passphrase: %.30s', async (text) => {
  expect(await openRecoveryFile(text, passphrase)).toEqual({ ok: false, why: 'notAFile' })
})

it('does not read a file that is larger than any Parley writes', async () => {
  const { text } = await makeRecoveryFile(await createPerson(), passphrase, 7, quick)
  expect((await openRecoveryFile(`${text}\n`, passphrase)).ok).toBe(true)
  const padded = text + ' '.repeat(64 * 1024)
  expect(await openRecoveryFile(padded, passphrase)).toEqual({ ok: false, why: 'notAFile' })
})

it('does not let a file keep the browser busy for ever', async () => {
  const file = JSON.parse((await makeRecoveryFile(await createPerson(), passphrase, 7, quick)).text)
  const text = JSON.stringify({ ...file, rounds: 1e12 })
  expect(await openRecoveryFile(text, passphrase)).toEqual({ ok: false, why: 'notAFile' })
})

/** Encrypts a recovery file as Parley does, with this key inside. */
async function encrypted(file: Record<string, unknown>, plain: ArrayBuffer): Promise<string> {
  const { secret: _, salt, iv, rounds, ...rest } = file
  const about = { ...rest, rounds, salt, iv }
  const phrase = await crypto.subtle.importKey('raw', utf8(passphrase), 'PBKDF2', false, ['deriveKey'])
  const stretched = { name: 'PBKDF2', hash: 'SHA-256', salt: fromBase64url(`${salt}`), iterations: Number(rounds) }
  const key = await crypto.subtle.deriveKey(stretched, phrase, { name: 'AES-GCM', length: 256 }, false, ['encrypt'])
  const gcm = { name: 'AES-GCM', iv: fromBase64url(`${iv}`), additionalData: utf8(JSON.stringify(about)) }
  return JSON.stringify({ ...about, secret: toBase64url(await crypto.subtle.encrypt(gcm, key, plain)) })
}

it('a file that holds another key than it says is none, though its passphrase is right', async () => {
  const file = JSON.parse((await makeRecoveryFile(await createPerson(), passphrase, 7, quick)).text)
  const { privateKey } = await createKeyPair({ extractable: true })
  const swapped = await encrypted(file, await crypto.subtle.exportKey('pkcs8', privateKey))
  expect(await openRecoveryFile(swapped, passphrase)).toEqual({ ok: false, why: 'notAFile' })
  expect(await openRecoveryFile(swapped, 'another')).toEqual({ ok: false, why: 'wrongPassphrase' })
  const noise = await encrypted(file, utf8('no key').buffer)
  expect(await openRecoveryFile(noise, passphrase)).toEqual({ ok: false, why: 'notAFile' })
})

it('a file is about a recovery key, never about that of a browser', async () => {
  const ada = await createPerson()
  const phone = await createDevice(ada)
  const file = JSON.parse((await makeRecoveryFile(ada, passphrase, 7, quick)).text)
  for (const { key, certificates } of [ada, phone]) {
    const text = JSON.stringify({ ...file, key: key.publicKey, certificates })
    expect(await openRecoveryFile(text, passphrase)).toEqual({ ok: false, why: 'notAFile' })
  }
})

it('a text that is no ciphertext is opened by no passphrase', async () => {
  const file = JSON.parse((await makeRecoveryFile(await createPerson(), passphrase, 7, quick)).text)
  for (const secret of ['', 'A', 'AA', 'AB']) {
    const text = JSON.stringify({ ...file, secret })
    expect(await openRecoveryFile(text, passphrase)).toEqual({ ok: false, why: 'wrongPassphrase' })
  }
})

it.each([
  { salt: '' },
  { salt: 'A' },
  { salt: '*'.repeat(22) },
  { iv: 'AAAA' },
  { secret: 'A'.repeat(1025) },
  { secret: 1 },
  { rounds: 0 },
  { rounds: 1.5 },
  { rounds: 10_000_001 },
  { version: 2 },
  { more: 1 },
  { certificates: [] },
  { userId: '<b>' },
])('a file with %j is none', async (change) => {
  const file = JSON.parse((await makeRecoveryFile(await createPerson(), passphrase, 7, quick)).text)
  expect(await openRecoveryFile(JSON.stringify({ ...file, ...change }), passphrase)).toEqual({
    ok: false,
    why: 'notAFile',
  })
})

it('is made by any device that has room behind it for the file’s key and the browser it lets in', async () => {
  let device = await createPerson()
  for (let step = 2; step < limits.MAX_CHAIN; step += 1) device = await createDevice(device)
  const { text } = await makeRecoveryFile(device, passphrase, 7, quick)
  const opened = await openRecoveryFile(text, passphrase)
  if (!opened.ok) throw new Error(opened.why)
  expect(await certify(opened.self, (await createKeyPair()).publicKey, 'device', 8)).toHaveLength(limits.MAX_CHAIN)
  expect(text.length).toBeLessThan(64 * 1024)
  await expect(makeRecoveryFile(await createDevice(device), passphrase, 7, quick)).rejects.toThrow('tooMany')
})

it('costs an attacker 600,000 rounds for each guess', async () => {
  const { text } = await makeRecoveryFile(await createPerson(), passphrase, 7)
  expect(JSON.parse(text).rounds).toBe(600_000)
})
