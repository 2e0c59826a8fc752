import * as z from 'zod/mini'

/** An ID as its owner typed it: 3–32 ASCII letters, digits, `.`, `_` or `-`. ASCII only, so that no two look alike. */
export const UserId = z.string().check(z.regex(/^[A-Za-z0-9._-]{3,32}$/))
export type UserId = z.infer<typeof UserId>

/** One running copy of the app: random, created by the device, kept over a reload of its tab. */
export const DeviceId = z.string().check(z.regex(/^[A-Za-z0-9_-]{16,64}$/))
export type DeviceId = z.infer<typeof DeviceId>

/** The ID of a call, created by the requesting device, so that a repeated request is recognised. Unique, not secret. */
export const CallId = z.string().check(z.regex(/^[A-Za-z0-9_-]{16,64}$/))
export type CallId = z.infer<typeof CallId>

/** A call link: 128 random bits in base64url (RFC 4648 §5). Anybody who has it can join, so nobody must guess it. */
export const CallLink = z.string().check(z.regex(/^[A-Za-z0-9_-]{21}[AQgw]$/))
export type CallLink = z.infer<typeof CallLink>

/**
 * The name that a guest chooses freely, without line breaks and invisible characters. It proves nothing. Joiners
 * (U+200C, U+200D) may stand where they change what is seen: behind a sign of an emoji, or a letter of a script other
 * than Latin, Greek and Cyrillic.
 */
export const DisplayName = z
  .string()
  .check(
    z.regex(
      /^(?! )(?:[^\p{C}\p{Zl}\p{Zp}]|(?<=(?![\p{sc=Latn}\p{sc=Grek}\p{sc=Cyrl}])[\p{L}\p{M}\p{ExtPict}\p{EMod}])[\u200c\u200d]){1,40}(?<! )$/u,
    ),
  )
export type DisplayName = z.infer<typeof DisplayName>

/** A device and its user. Devices are addressed by both, never by a socket's ID. */
export const DeviceRef = z.strictObject({ userId: UserId, deviceId: DeviceId })
export type DeviceRef = z.infer<typeof DeviceRef>

/**
 * A device that rings. `warm`: the caller may preconnect to it; no media is sent before the answer. `engaged`: its person
 * is in another call and sees this one beside it.
 */
export const RingingDevice = z.strictObject({
  userId: UserId,
  deviceId: DeviceId,
  warm: z.optional(z.boolean()),
  engaged: z.optional(z.boolean()),
})
export type RingingDevice = z.infer<typeof RingingDevice>

/** Why nobody can choose an ID. */
export type UserIdProblem = 'empty' | 'characters' | 'short' | 'long' | 'reserved' | 'dot'

/**
 * Returns why nobody can choose this ID, or null. An ID that was claimed before a rule was made is still valid.
 * Checks the characters before the length, because more typing does not mend a wrong one.
 */
export function checkUserId(text: string): UserIdProblem | null {
  if (text === '') return 'empty'
  if (!/^[A-Za-z0-9._-]*$/.test(text)) return 'characters'
  if (text.length < 3) return 'short'
  if (text.length > 32) return 'long'
  if (isGuest(text)) return 'reserved'
  // Messengers take it for the end of a sentence, and leave it out of the link.
  if (text.endsWith('.')) return 'dot'
  return null
}

/** The prefix of guests' IDs. Nobody can choose such an ID: each is derived from its owner's key. */
const GUEST_PREFIX = 'guest.'

/** True for the ID of a guest: somebody who came by a call link without an ID of their own. */
export const isGuest = (userId: string): boolean => userKey(userId).startsWith(GUEST_PREFIX)

/** The form in which IDs are compared: `Ada` and `ada` are the same person. */
export const userKey = (userId: string): string => userId.toLowerCase()

/** True if two IDs name the same user. */
export const sameUser = (a: string, b: string): boolean => userKey(a) === userKey(b)

/** True if two references name the same device of the same user. */
export const sameDevice = (a: DeviceRef, b: DeviceRef): boolean =>
  a.deviceId === b.deviceId && sameUser(a.userId, b.userId)

/** A device as a key of maps; two keys are equal exactly if `sameDevice` is true. */
export const deviceKey = ({ userId, deviceId }: DeviceRef): string => `${userKey(userId)} ${deviceId}`
