import { type DeviceLinkId, Joiner, type PublicKey } from '@parley/protocol'
import { fromBase64url, sha256, toBase64url, utf8 } from './encoding.ts'

/**
 * A one-time link for one more device has a secret that only the two devices see. The server knows the link by a name
 * that does not tell the secret, and cannot put a key of its own in the place of the new device's.
 */
export interface DeviceLink {
  /** 128 random bits, 22 characters of base64url. */
  secret: string
  link: DeviceLinkId
}

export async function createDeviceLink(): Promise<DeviceLink> {
  const secret = toBase64url(crypto.getRandomValues(new Uint8Array(16)))
  return { secret, link: await deviceLinkIdOf(secret) }
}

/** The public name of the link with this secret. */
export const deviceLinkIdOf = async (secret: string): Promise<DeviceLinkId> =>
  toBase64url(await sha256(utf8(`parley-link\n${secret}`)))

/** The secret's use as a key: each use names what it is for, so that none can stand for another. */
const textOf = (use: 'joiner' | 'digits', ...parts: string[]) => utf8([`parley-link-${use}`, ...parts].join('\n'))

const keyOf = (secret: string) =>
  crypto.subtle.importKey('raw', utf8(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify'])

/** How a new device shows its key: with proof that it has read the link. @param label what it calls itself, at most 64 characters */
export async function makeJoiner(secret: string, key: PublicKey, label: string): Promise<Joiner> {
  const mac = await crypto.subtle.sign('HMAC', await keyOf(secret), textOf('joiner', key, label))
  return { key, label, mac: toBase64url(mac) }
}

/** Whether this key and label come from somebody who has the secret. */
export async function isJoiner(secret: string, joiner: Joiner): Promise<boolean> {
  if (!Joiner.safeParse(joiner).success) return false
  const { key, label, mac } = joiner
  return crypto.subtle.verify('HMAC', await keyOf(secret), fromBase64url(mac), textOf('joiner', key, label))
}

/** What both devices show for their person to compare: six digits that depend on the root and the new key. */
export async function pairingDigits(secret: string, root: PublicKey, key: PublicKey): Promise<string> {
  const mac = await crypto.subtle.sign('HMAC', await keyOf(secret), textOf('digits', root, key))
  const number = new DataView(mac).getBigUint64(0)
  return String(number % 1_000_000n).padStart(6, '0')
}
