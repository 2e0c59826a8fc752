import { CallError, type Certificates, limits, PublicKey, type Statement, type UserId, userKey } from '@parley/protocol'
import * as z from 'zod/mini'
import type { Self } from './self.ts'
import { peek, read, sign } from './statement.ts'

/** What a key is for: a browser, or a file to get the ID back with. */
const KeyUse = z.enum(['device', 'recovery'])
export type KeyUse = z.infer<typeof KeyUse>

/** What a `parley-certificate` says: this key counts for this ID. */
export const CertificatePayload = z.strictObject({ id: z.string(), key: PublicKey, use: KeyUse, time: z.number() })

/** One step from the root to a key. `time`: milliseconds, as its issuer says. */
export interface ChainStep {
  readonly key: PublicKey
  readonly use: KeyUse
  readonly issuer: PublicKey
  readonly time: number
}

/** The way from a root to `key`; no steps for the root itself. */
export interface Chain {
  readonly key: PublicKey
  readonly steps: readonly ChainStep[]
}

/**
 * Certifies one more key of this device's ID.
 * @returns the whole chain to it
 * @throws CallError `tooMany` if the chain would be longer than anybody reads
 */
export async function certify(self: Self, key: PublicKey, use: KeyUse, time: number): Promise<Certificates> {
  if (self.certificates.length >= limits.MAX_CHAIN) throw new CallError('tooMany')
  const payload = { id: userKey(self.userId), key, use, time }
  return [...self.certificates, await sign('parley-certificate', payload, self.key.privateKey)]
}

/** Follows the certificates from a root; null if a signature is wrong or one is about another ID. Knows no revocations. */
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

/** What a certificate says, whoever made it: for lists on a screen. */
export function peekCertificate(certificate: Statement): Omit<ChainStep, 'issuer'> | null {
  const said = peek(certificate, 'parley-certificate', CertificatePayload)
  return said && { key: said.key, use: said.use, time: said.time }
}
