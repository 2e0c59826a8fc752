import type { PublicKey } from '@parley/protocol'
import { fromBase64url, toBase64url } from './encoding.ts'

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' } as const

/** A key pair; its private half is only ever used, and read by nobody unless it was made to be. */
export interface KeyPair {
  readonly privateKey: CryptoKey
  readonly publicKey: PublicKey
}

/** Makes a key pair for ECDSA on P-256, in every WebCrypto today (Ed25519 is not). */
export async function createKeyPair({ extractable = false } = {}): Promise<KeyPair> {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(ALGORITHM, extractable, ['sign', 'verify'])
  return { privateKey, publicKey: toBase64url(await crypto.subtle.exportKey('raw', publicKey)) }
}

/** The key that this text names. @throws DataError if it is no point of the curve */
export const importPublicKey = (key: PublicKey): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', fromBase64url(key), ALGORITHM, true, ['verify'])

/** Whether the two halves belong together. */
export async function isKeyPair({ privateKey, publicKey }: KeyPair): Promise<boolean> {
  const ecdsa = { name: 'ECDSA', hash: 'SHA-256' } as const
  const data = crypto.getRandomValues(new Uint8Array(32))
  const signature = await crypto.subtle.sign(ecdsa, privateKey, data)
  return crypto.subtle.verify(ecdsa, await importPublicKey(publicKey), signature, data)
}

/** A private key as written down in a recovery file (PKCS #8). @throws DataError if it is none */
export const importPrivateKey = (pkcs8: ArrayBuffer): Promise<CryptoKey> =>
  crypto.subtle.importKey('pkcs8', pkcs8, ALGORITHM, false, ['sign'])
