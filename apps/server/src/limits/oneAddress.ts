import { BlockList, isIP, isIPv6 } from 'node:net'
import { isGuest, type UserId, userKey } from '@parley/protocol'
import { isLocalHost } from '../sockets/origin.ts'
import type { WarnSeldom } from '../warnSeldom.ts'

/** How many different people in a row, all from one address, are no coincidence. */
const PEOPLE = 4

/** Networks behind which no visitor of a public host is: RFC 1918, RFC 4193, RFC 6598, loopback and link-local. */
const own = new BlockList()
for (const [network, prefix] of [
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const)
  own.addSubnet(network, prefix, 'ipv4')
for (const [network, prefix] of [
  // As `clientAddress` writes the loopback: as the network that it is in. Not with what stands for IPv4 (RFC 4291 §2.5.5.2).
  ['::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  own.addSubnet(network, prefix, 'ipv6')

function isOwn(address: string): boolean {
  const bare = address.replace(/\/64$/, '')
  if (isIP(bare) === 0) return false
  return own.check(bare, isIPv6(bare) ? 'ipv6' : 'ipv4')
}

/** Who came, from which address, and which host they asked for. */
export interface Arrival {
  readonly userId: UserId
  readonly address: string
  readonly host: string | undefined
}

/**
 * Creates the warning that all visitors come from one address of this machine or network, as behind a proxy that
 * TRUST_PROXY does not count. It is called with everybody who has proved who they are.
 */
export function createWarnOfOneAddress(warnSeldom: WarnSeldom): (arrival: Arrival) => void {
  let latest = { address: '', people: new Set<string>() }

  return ({ userId, address, host }) => {
    if (isGuest(userId) || isLocalHost(host) || !isOwn(address)) return
    if (latest.address !== address) latest = { address, people: new Set() }
    if (latest.people.size < PEOPLE) latest.people.add(userKey(userId))
    if (latest.people.size < PEOPLE) return
    warnSeldom(
      'oneAddress',
      'all visitors come from one address, so they share the limits of one: set TRUST_PROXY to the number of proxies in front, which must send X-Forwarded-For',
    )
  }
}
