import { CallError, type Certificates, limits, PublicKey, type Statement, type UserId, userKey } from '@parley/protocol'
import * as z from 'zod/mini'
import type { Self } from './self.ts'
import { peek, read, sign } from './statement.ts'

/** The use of a key: by a browser, or in a recovery file. */
const KeyUse = z.enum(['device', 'recovery'])
/** One use of a key. */
export type KeyUse = z.infer<typeof KeyUse>

/** The payload of a `parley-certificate`, which makes a key valid for an ID. */
export const CertificatePayload = z.strictObject({ id: z.string(), key: PublicKey, use: KeyUse, time: z.int() })

/** One verified certificate of a chain. `time`: milliseconds since the epoch on the issuer's clock. */
export interface ChainStep {
  readonly key: PublicKey
  readonly use: KeyUse
  readonly issuer: PublicKey
  readonly time: number
}

/** The verified certificates from a root to `key`; none for the root itself. */
export interface Chain {
  readonly key: PublicKey
  readonly steps: readonly ChainStep[]
}

/**
 * Certifies another key for this device's ID.
 * @returns the certificates from the root to that key
 * @throws CallError `tooMany` if they would be more than `limits.MAX_CHAIN`
 */
export async function certify(self: Self, key: PublicKey, use: KeyUse, time: number): Promise<Certificates> {
  if (self.certificates.length >= limits.MAX_CHAIN) throw new CallError('tooMany')
  const payload = { id: userKey(self.userId), key, use, time }
  return [...self.certificates, await sign('parley-certificate', payload, self.key.privateKey)]
}

/** Verifies the certificates from a root; null if a signature or the ID is wrong. Does not check revocations. */
export async function readChain(
  userId: UserId,
  { root, certificates }: { root: PublicKey; certificates: Certificates },
): Promise<Chain | null> {
  if (certificates.length > limits.MAX_CHAIN) return null
  const steps: ChainStep[] = []
  let issuer = root
  for (const certificate of certificates) {
    const read = await readCertificate(certificate, issuer)
    if (read?.id !== userKey(userId)) return null
    const { key, use, time } = read
    steps.push({ key, use, issuer, time })
    issuer = key
  }
  return { key: issuer, steps }
}

const readCertificate = (certificate: Statement, issuer: PublicKey) =>
  read(certificate, 'parley-certificate', CertificatePayload, issuer)

/** Reads a certificate without verifying its signature; null if it is malformed. For display, or if verified before. */
export function peekCertificate(certificate: Statement): Omit<ChainStep, 'issuer'> | null {
  const said = peek(certificate, 'parley-certificate', CertificatePayload)
  return said && { key: said.key, use: said.use, time: said.time }
}
