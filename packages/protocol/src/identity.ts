import * as z from 'zod/mini'
import { UserId } from './ids.ts'
import { MAX_CHAIN } from './limits.ts'

/**
 * A public key: ECDSA on P-256, the uncompressed point (65 bytes, SEC 1 §2.3.3) in base64url. A key has exactly one
 * encoding, so keys are compared as text.
 */
export const PublicKey = z.string().check(z.regex(/^B[A-P][A-Za-z0-9_-]{84}[AEIMQUYcgkosw048]$/))
export type PublicKey = z.infer<typeof PublicKey>

const jws = (limit: number) =>
  z.string().check(z.maxLength(limit), z.regex(/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{86}$/))

/** A compact JWS (RFC 7515 §3.1) with ES256; its `typ` names the kind of content. */
export const Statement = jws(1024)
export type Statement = z.infer<typeof Statement>

/** The certificates from the root to a key, each signed by the key before it; none for the root itself. */
export const Certificates = z.array(Statement).check(z.maxLength(MAX_CHAIN))
export type Certificates = z.infer<typeof Certificates>

/** A statement of an ID's revoked keys; `certificates` lead from the root to the key that signed it. */
export const Revocations = z.strictObject({ statement: jws(8 * 1024), certificates: Certificates })
export type Revocations = z.infer<typeof Revocations>

/** The identity of a device: the root key of its ID, and the certificates to the device's key. */
export const Identity = z.strictObject({
  root: PublicKey,
  certificates: Certificates,
  revocations: z.nullable(Revocations),
})
export type Identity = z.infer<typeof Identity>

/** A valid key of an ID, as its devices see it. Times: milliseconds on the server's clock. */
export const KeyEntry = z.strictObject({
  certificates: Certificates,
  addedAt: z.number(),
  /** When a device last connected with this key, to the hour; null if never. */
  seenAt: z.nullable(z.number()),
  /** True if a device is connected with this key. */
  online: z.boolean(),
})
export type KeyEntry = z.infer<typeof KeyEntry>

/** The public name of a one-time link; it does not reveal the link's secret. */
export const DeviceLinkId = z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/))
export type DeviceLinkId = z.infer<typeof DeviceLinkId>

/** A browser that wants to join an ID. `mac` proves that the sender of the key has the link's secret. */
export const Joiner = z.strictObject({
  key: PublicKey,
  /** The browser's name for itself, such as "Chrome on Android", by which the person recognises it. */
  label: z.string().check(z.maxLength(64)),
  mac: z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/)),
})
export type Joiner = z.infer<typeof Joiner>

/** The data that a device needs to act for an ID, besides its own key. */
export const Membership = z.strictObject({ userId: UserId, root: PublicKey, certificates: Certificates })
export type Membership = z.infer<typeof Membership>
