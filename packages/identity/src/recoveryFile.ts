import { CallError, Certificates, limits, PublicKey, UserId } from '@parley/protocol'
import * as z from 'zod/mini'
import { certify, readChain } from './chain.ts'
import { fromBase64url, toBase64url, utf8 } from './encoding.ts'
import { createKeyPair, importPrivateKey, isKeyPair, type KeyPair } from './keys.ts'
import type { Self } from './self.ts'

/** Iterations of PBKDF2 with SHA-256 over the passphrase. */
const ROUNDS = 600_000

/** The most iterations a file may demand, so that a foreign file cannot block the browser. */
const MAX_ROUNDS = 10_000_000
const MAX_CHARACTERS = 64 * 1024

const base64url = (min: number, max = min) => z.string().check(z.regex(new RegExp(`^[A-Za-z0-9_-]{${min},${max}}$`)))

/** The readable fields of the file; they are authenticated by the passphrase's key. */
const About = {
  parley: z.literal('recovery'),
  version: z.literal(1),
  userId: UserId,
  root: PublicKey,
  key: PublicKey,
  certificates: Certificates,
  rounds: z.int().check(z.gte(1), z.lte(MAX_ROUNDS)),
  /** 16 bytes in base64url. */
  salt: base64url(22),
  /** 12 bytes in base64url. */
  iv: base64url(16),
}
const RecoveryFile = z.strictObject({ ...About, secret: base64url(0, 1024) })
type RecoveryFile = z.infer<typeof RecoveryFile>

/** The result of opening a recovery file. */
export type OpenedRecoveryFile = { ok: true; self: Self } | { ok: false; why: 'notAFile' | 'wrongPassphrase' }

async function cipherOf(passphrase: string, { secret: _, ...about }: RecoveryFile) {
  const phrase = await crypto.subtle.importKey('raw', utf8(passphrase.normalize('NFKC')), 'PBKDF2', false, [
    'deriveKey',
  ])
  const stretched = { name: 'PBKDF2', hash: 'SHA-256', salt: fromBase64url(about.salt), iterations: about.rounds }
  const key = await crypto.subtle.deriveKey(stretched, phrase, { name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
    'decrypt',
  ])
  const algorithm = { name: 'AES-GCM', iv: fromBase64url(about.iv), additionalData: utf8(JSON.stringify(about)) }
  return { key, algorithm }
}

/**
 * Creates another key for this ID and writes it to a file, encrypted with a passphrase. The file has no browser's key.
 * @returns the file's text, and the certificates to its key, which the ID must add
 * @throws CallError `tooMany` if this device's chain has no room for the file's key and a browser's after it
 */
export async function makeRecoveryFile(
  self: Self,
  passphrase: string,
  time: number,
  { iterations = ROUNDS } = {},
): Promise<{ text: string; certificates: Certificates }> {
  if (self.certificates.length + 2 > limits.MAX_CHAIN) throw new CallError('tooMany')
  const key = await createKeyPair({ extractable: true })
  const certificates = await certify(self, key.publicKey, 'recovery', time)
  const random = (length: number) => toBase64url(crypto.getRandomValues(new Uint8Array(length)))
  const file: RecoveryFile = {
    ...{ parley: 'recovery', version: 1, userId: self.userId, root: self.root, key: key.publicKey, certificates },
    ...{ rounds: iterations, salt: random(16), iv: random(12), secret: '' },
  }
  const cipher = await cipherOf(passphrase, file)
  const plain = await crypto.subtle.exportKey('pkcs8', key.privateKey)
  const secret = toBase64url(await crypto.subtle.encrypt(cipher.algorithm, cipher.key, plain))
  return { text: `${JSON.stringify({ ...file, secret }, null, 2)}\n`, certificates }
}

function parseFile(text: string): RecoveryFile | null {
  if (text.length > MAX_CHARACTERS) return null
  try {
    return RecoveryFile.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}

/** Opens and verifies a recovery file from any source. Use its key only to certify a browser's own key. */
export async function openRecoveryFile(text: string, passphrase: string): Promise<OpenedRecoveryFile> {
  const file = parseFile(text)
  const chain = file && (await readChain(file.userId, file))
  if (!file || chain?.key !== file.key || chain.steps.at(-1)?.use !== 'recovery') return { ok: false, why: 'notAFile' }
  const plain = await decrypt(file, passphrase)
  if (!plain) return { ok: false, why: 'wrongPassphrase' }
  const key = await keyOf(file, plain)
  const { userId, root, certificates } = file
  return key ? { ok: true, self: { userId, root, certificates, key } } : { ok: false, why: 'notAFile' }
}

async function decrypt(file: RecoveryFile, passphrase: string): Promise<ArrayBuffer | null> {
  const { algorithm, key } = await cipherOf(passphrase, file)
  try {
    return await crypto.subtle.decrypt(algorithm, key, fromBase64url(file.secret))
  } catch {
    return null
  }
}

/** The file's key pair; null if the private key is invalid or does not belong to the public one. */
async function keyOf({ key: publicKey }: RecoveryFile, plain: ArrayBuffer): Promise<KeyPair | null> {
  const privateKey = await importPrivateKey(plain).catch(() => null)
  const pair = privateKey && { privateKey, publicKey }
  return pair && (await isKeyPair(pair)) ? pair : null
}
