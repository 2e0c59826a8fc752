import * as z from 'zod/mini'
import { UserId } from './ids.ts'
import { MAX_CHAIN } from './limits.ts'

/**
 * A public key: ECDSA on P-256, the uncompressed point (65 bytes, SEC 1 §2.3.3) in base64url. There is exactly one
 * way to write a key, so keys are compared as text.
 */
export const PublicKey = z.string().check(z.regex(/^B[A-P][A-Za-z0-9_-]{84}[AEIMQUYcgkosw048]$/))
export type PublicKey = z.infer<typeof PublicKey>

const jws = (limit: number) =>
  z.string().check(z.maxLength(limit), z.regex(/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{86}$/))

/** A compact JWS (RFC 7515 §3.1) with ES256; what it says depends on its `typ`. */
export const Statement = jws(1024)
export type Statement = z.infer<typeof Statement>

/** Certificates from the root to the key they lead to, each signed by the key before it; none for the root itself. */
export const Certificates = z.array(Statement).check(z.maxLength(MAX_CHAIN))
export type Certificates = z.infer<typeof Certificates>

/** Which keys of an ID count no more, signed by one of its devices; `certificates` lead to the key that signed. */
export const Revocations = z.strictObject({ statement: jws(8 * 1024), certificates: Certificates })
export type Revocations = z.infer<typeof Revocations>

/** Who a device is: the root key of its ID, and how its own key follows from it. */
export const Identity = z.strictObject({
  root: PublicKey,
  certificates: Certificates,
  revocations: z.nullable(Revocations),
})
export type Identity = z.infer<typeof Identity>

/** A key of an ID as its other devices see it. Times: milliseconds on the server's clock. */
export const KeyEntry = z.strictObject({
  certificates: Certificates,
  addedAt: z.number(),
  /** When a device last connected with it; null if none ever has. */
  seenAt: z.nullable(z.number()),
  online: z.boolean(),
})
export type KeyEntry = z.infer<typeof KeyEntry>

/** The public name of a one-time link, by which nobody can tell its secret. */
export const DeviceLinkId = z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/))
export type DeviceLinkId = z.infer<typeof DeviceLinkId>

/** A new device that wants to join an ID. `mac` proves that whoever sent the key has the link's secret. */
export const Joiner = z.strictObject({
  key: PublicKey,
  /** What it calls itself, such as "Chrome on Android": for the person to recognise it. */
  label: z.string().check(z.maxLength(64)),
  mac: z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/)),
})
export type Joiner = z.infer<typeof Joiner>

/** What a device needs to act for an ID. */
export const Membership = z.strictObject({ userId: UserId, root: PublicKey, certificates: Certificates })
export type Membership = z.infer<typeof Membership>
