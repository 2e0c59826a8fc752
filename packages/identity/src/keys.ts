import type { PublicKey } from '@parley/protocol'
import { fromBase64url, toBase64url } from './encoding.ts'

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' } as const

/** A key pair. The private key cannot be exported unless it was created as extractable. */
export interface KeyPair {
  readonly privateKey: CryptoKey
  readonly publicKey: PublicKey
}

/** Creates a key pair for ECDSA on P-256, which every Web Crypto supports (not all support Ed25519). */
export async function createKeyPair({ extractable = false } = {}): Promise<KeyPair> {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(ALGORITHM, extractable, ['sign', 'verify'])
  return { privateKey, publicKey: toBase64url(await crypto.subtle.exportKey('raw', publicKey)) }
}

/**
 * Imports a public key.
 * @throws DataError if it is not a point of the curve
 */
export const importPublicKey = (key: PublicKey): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', fromBase64url(key), ALGORITHM, true, ['verify'])

/** True if the private key belongs to the public key. */
export async function isKeyPair({ privateKey, publicKey }: KeyPair): Promise<boolean> {
  const ecdsa = { name: 'ECDSA', hash: 'SHA-256' } as const
  const data = crypto.getRandomValues(new Uint8Array(32))
  const signature = await crypto.subtle.sign(ecdsa, privateKey, data)
  return crypto.subtle.verify(ecdsa, await importPublicKey(publicKey), signature, data)
}

/**
 * Imports the private key of a recovery file (PKCS #8).
 * @throws DataError if it is invalid
 */
export const importPrivateKey = (pkcs8: ArrayBuffer): Promise<CryptoKey> =>
  crypto.subtle.importKey('pkcs8', pkcs8, ALGORITHM, false, ['sign'])
