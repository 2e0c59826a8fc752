import { type DeviceLinkId, Joiner, type PublicKey } from '@parley/protocol'
import { fromBase64url, sha256, toBase64url, utf8 } from './encoding.ts'

/**
 * A one-time link by which a device joins an ID. Only the two devices know its secret. The server knows its public
 * name, which does not reveal the secret, so it cannot replace the new device's key by one of its own.
 */
export interface DeviceLink {
  /** 128 random bits, 22 characters of base64url. */
  secret: string
  link: DeviceLinkId
}

/** Creates a link with a random secret. */
export async function createDeviceLink(): Promise<DeviceLink> {
  const secret = toBase64url(crypto.getRandomValues(new Uint8Array(16)))
  return { secret, link: await deviceLinkIdOf(secret) }
}

/** The public name of the link with this secret. */
export const deviceLinkIdOf = async (secret: string): Promise<DeviceLinkId> =>
  toBase64url(await sha256(utf8(`parley-link\n${secret}`)))

/** The text to authenticate; it begins with its use, so that a MAC of one use is invalid for another. */
const textOf = (use: 'joiner' | 'digits', ...parts: string[]) => utf8([`parley-link-${use}`, ...parts].join('\n'))

const keyOf = (secret: string) =>
  crypto.subtle.importKey('raw', utf8(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify'])

/**
 * Creates the new device's message with its key, and the proof that it knows the link's secret.
 *
 * @param label the device's name for itself, at most 64 characters
 */
export async function makeJoiner(secret: string, key: PublicKey, label: string): Promise<Joiner> {
  const mac = await crypto.subtle.sign('HMAC', await keyOf(secret), textOf('joiner', key, label))
  return { key, label, mac: toBase64url(mac) }
}

/** True if the sender of this key and label knows the link's secret. */
export async function isJoiner(secret: string, joiner: Joiner): Promise<boolean> {
  if (!Joiner.safeParse(joiner).success) return false
  const { key, label, mac } = joiner
  return crypto.subtle.verify('HMAC', await keyOf(secret), fromBase64url(mac), textOf('joiner', key, label))
}

/** Six digits that both devices show for the person to compare. They depend on the secret, the root and the new key. */
export async function pairingDigits(secret: string, root: PublicKey, key: PublicKey): Promise<string> {
  const mac = await crypto.subtle.sign('HMAC', await keyOf(secret), textOf('digits', root, key))
  const number = new DataView(mac).getBigUint64(0)
  return String(number % 1_000_000n).padStart(6, '0')
}
