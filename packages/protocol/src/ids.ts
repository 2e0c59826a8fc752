import * as z from 'zod/mini'

/** An ID as its owner typed it: 3–32 ASCII letters, digits, `.`, `_` or `-`. ASCII by rule, so that no two look alike. */
export const UserId = z.string().check(z.regex(/^[A-Za-z0-9._-]{3,32}$/))
export type UserId = z.infer<typeof UserId>

/** One running copy of the app. Made by the device, random, kept over a reload of its tab. */
export const DeviceId = z.string().check(z.regex(/^[A-Za-z0-9_-]{16,64}$/))
export type DeviceId = z.infer<typeof DeviceId>

/** Made by the caller's device, so that a repeated request is the same request. Unique, not secret. */
export const CallId = z.string().check(z.regex(/^[A-Za-z0-9_-]{16,64}$/))
export type CallId = z.infer<typeof CallId>

/** What opens a call: 128 random bits in base64url (RFC 4648 §5). Whoever has it can come in, so it is not to be guessed. */
export const CallLink = z.string().check(z.regex(/^[A-Za-z0-9_-]{21}[AQgw]$/))
export type CallLink = z.infer<typeof CallLink>

/** What somebody without an ID calls themselves. Anybody can call themselves anything; no line breaks, nothing invisible. */
export const DisplayName = z.string().check(z.regex(/^(?! )[^\p{C}\p{Zl}\p{Zp}]{1,40}(?<! )$/u))
export type DisplayName = z.infer<typeof DisplayName>

/** A device and whose it is. Devices are always addressed by both, never by a socket's id. */
export const DeviceRef = z.strictObject({ userId: UserId, deviceId: DeviceId })
export type DeviceRef = z.infer<typeof DeviceRef>

/** A device that rings. `warm`: it may be connected to while it does, though nothing is heard or seen before the answer. */
export const RingingDevice = z.strictObject({ userId: UserId, deviceId: DeviceId, warm: z.optional(z.boolean()) })
export type RingingDevice = z.infer<typeof RingingDevice>

export type UserIdProblem = 'empty' | 'characters' | 'short' | 'long' | 'reserved'

/**
 * Says what is wrong with a typed ID, or null.
 * Characters come first: a wrong one stays wrong however long the text becomes.
 */
export function checkUserId(text: string): UserIdProblem | null {
  if (text === '') return 'empty'
  if (!/^[A-Za-z0-9._-]*$/.test(text)) return 'characters'
  if (text.length < 3) return 'short'
  if (text.length > 32) return 'long'
  if (isGuest(text)) return 'reserved'
  return null
}

/** IDs that begin so are nobody's to choose: each follows from its owner's key, and is as short-lived. */
const GUEST_PREFIX = 'guest.'

/** Whether an ID is that of a guest: somebody who came by a call link without an ID of their own. */
export const isGuest = (userId: string): boolean => userKey(userId).startsWith(GUEST_PREFIX)

/** The form in which IDs are compared: `Ada` and `ada` are the same person. */
export const userKey = (userId: string): string => userId.toLowerCase()

/** Whether two IDs name the same user. */
export const sameUser = (a: string, b: string): boolean => userKey(a) === userKey(b)

/** Whether two references name the same device of the same user. */
export const sameDevice = (a: DeviceRef, b: DeviceRef): boolean =>
  a.deviceId === b.deviceId && sameUser(a.userId, b.userId)

/** The form in which devices are compared, as a key of maps. Equal exactly where `sameDevice` is true. */
export const deviceKey = ({ userId, deviceId }: DeviceRef): string => `${userKey(userId)} ${deviceId}`
