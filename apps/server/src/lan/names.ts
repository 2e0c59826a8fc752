import { isIPv4 } from 'node:net'

/** An IPv4 network; both fields in dotted decimal. */
export interface Network {
  address: string
  mask: string
}

/** The names and addresses of a server in its own network. */
export interface LanNames {
  /** Host names that other machines can resolve. */
  hosts: readonly string[]
  /** IPv4 addresses. */
  addresses: readonly string[]
}

/** Networks that are not routed on the internet (RFC 1918, RFC 3927, RFC 6598), and loopback (RFC 1122 §3.2.1.3). */
export const PRIVATE_NETWORKS: readonly Network[] = [
  { address: '10.0.0.0', mask: '255.0.0.0' },
  { address: '172.16.0.0', mask: '255.240.0.0' },
  { address: '192.168.0.0', mask: '255.255.0.0' },
  { address: '169.254.0.0', mask: '255.255.0.0' },
  { address: '100.64.0.0', mask: '255.192.0.0' },
  { address: '127.0.0.0', mask: '255.0.0.0' },
]

/** The four bytes of an IPv4 address. */
export const bytesOf = (address: string): number[] => address.split('.').map(Number)

/** True if the address is in the network. */
export function isWithin(address: string, network: Network): boolean {
  const [given, base, mask] = [bytesOf(address), bytesOf(network.address), bytesOf(network.mask)]
  return given.every((byte, at) => (byte & (mask[at] ?? 0)) === base[at])
}

/** The part of `node:os` that is used. */
export interface Machine {
  hostname(): string
  networkInterfaces(): NodeJS.Dict<{ address: string; internal: boolean }[]>
}

/**
 * Reads this machine's names: the IPv4 addresses of its interfaces, its host name, and its name under `.local`
 * (RFC 6762). Leaves out IPv6 addresses: they change daily (RFC 8981), and each would need a new certificate.
 */
export function readLanNames(machine: Machine): LanNames {
  const addresses = Object.values(machine.networkInterfaces())
    .flatMap((entries) => entries ?? [])
    .filter(({ address, internal }) => !internal && isIPv4(address))
    .map(({ address }) => address)
  const [name = ''] = machine.hostname().toLowerCase().split('.')
  const isName = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name) && name !== 'localhost'
  return {
    addresses: [...new Set(addresses)],
    hosts: [...(isName ? [`${name}.local`] : []), ...(isName && isNoDomain(name) ? [name] : [])],
  }
}

/**
 * True if the name can never be a top-level domain; those are letters only or begin with `xn--` (RFC 3696 §2). An
 * authority for the host name `dev` would be one for every site under `.dev`.
 */
const isNoDomain = (name: string): boolean => /[0-9-]/.test(name) && !name.startsWith('xn--')
