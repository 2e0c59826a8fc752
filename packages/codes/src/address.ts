/** The forms of addresses in a code; a form's index is its number there. */
const FORMS = ['ipv4', 'ipv6', 'mdns'] as const

/** An address as bytes: 4 for IPv4, 16 for IPv6, 16 for the UUID of an mDNS name. */
export interface PackedAddress {
  form: number
  bytes: Uint8Array
}

const MDNS = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.local$/i

/** Packs an address. Null for other names, which no browser uses, and for a local zone (`fe80::1%eth0`). */
export function packAddress(text: string): PackedAddress | null {
  if (MDNS.test(text)) return { form: 2, bytes: fromHex(text.slice(0, -'.local'.length).replaceAll('-', '')) }
  if (text.includes(':')) return packIpv6(text)
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) return null
  return { form: 0, bytes: Uint8Array.from(parts, Number) }
}

/**
 * Unpacks an address of this form; `read` supplies its bytes.
 * @throws RangeError if the form is unknown
 */
export function unpackAddress(form: number, read: (bytes: number) => Uint8Array): string {
  switch (FORMS[form]) {
    case 'ipv4':
      return read(4).join('.')
    case 'ipv6': {
      const groups = toHex(read(16)).match(/.{4}/g) ?? []
      return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1)
    }
    case 'mdns':
      return `${toHex(read(16)).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')}.local`
    default:
      throw new RangeError('No such form of address')
  }
}

function packIpv6(text: string): PackedAddress | null {
  const address = `http://[${text}]`
  if (!URL.canParse(address)) return null
  // The URL Standard writes every IPv6 address in one form: groups in hexadecimal, at most one `::` (RFC 5952 §4).
  const [before = '', after] = new URL(address).hostname.slice(1, -1).split('::')
  const groups = (half: string | undefined) => (half ? half.split(':').map((group) => group.padStart(4, '0')) : [])
  const [left, right] = [groups(before), groups(after)]
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0000')
  return { form: 1, bytes: fromHex([...left, ...zeros, ...right].join('')) }
}

const toHex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
const fromHex = (text: string) => Uint8Array.from(text.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16))
