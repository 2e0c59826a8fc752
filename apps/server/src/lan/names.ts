import { isIPv4 } from 'node:net'

/** An IPv4 network; both as four numbers. */
export interface Network {
  address: string
  mask: string
}

/** What a server is called in its own network. */
export interface LanNames {
  /** Host names, without those that only this machine understands. */
  hosts: readonly string[]
  /** IPv4 addresses. */
  addresses: readonly string[]
}

/** Networks that are nobody's on the internet (RFC 1918, RFC 3927, RFC 6598), and this machine itself (RFC 1122 §3.2.1.3). */
export const PRIVATE_NETWORKS: readonly Network[] = [
  { address: '10.0.0.0', mask: '255.0.0.0' },
  { address: '172.16.0.0', mask: '255.240.0.0' },
  { address: '192.168.0.0', mask: '255.255.0.0' },
  { address: '169.254.0.0', mask: '255.255.0.0' },
  { address: '100.64.0.0', mask: '255.192.0.0' },
  { address: '127.0.0.0', mask: '255.0.0.0' },
]

/** An address as four bytes. */
export const bytesOf = (address: string): number[] => address.split('.').map(Number)

/** Whether this address is in that network. */
export function isWithin(address: string, network: Network): boolean {
  const [given, base, mask] = [bytesOf(address), bytesOf(network.address), bytesOf(network.mask)]
  return given.every((byte, at) => (byte & (mask[at] ?? 0)) === base[at])
}

/** As much of `os` as is asked. */
export interface Machine {
  hostname(): string
  networkInterfaces(): NodeJS.Dict<{ address: string; internal: boolean }[]>
}

/**
 * What this machine goes by in its networks: the addresses of its interfaces, its name, and its name under `.local` (RFC 6762). IPv6 is
 * left out: those addresses change from day to day (RFC 8981), and each change would be another certificate.
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
 * A name that can never be one of the internet's top level, which are letters alone or `xn--` (RFC 3696 §2): an authority for `dev` would
 * be one for every site under it.
 */
const isNoDomain = (name: string): boolean => /[0-9-]/.test(name) && !name.startsWith('xn--')
