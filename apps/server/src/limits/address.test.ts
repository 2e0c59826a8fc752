import type { IncomingMessage } from 'node:http'
import { systemClock } from '@parley/protocol'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { createWarnSeldom } from '../warnSeldom.ts'
import { clientAddress, networkOf } from './address.ts'
import { createAddressReader } from './addressReader.ts'

// The part of a request that is read.
const request = (remoteAddress: string | undefined, forwardedFor?: string | string[]) =>
  ({
    socket: { remoteAddress },
    headers: forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor },
  }) as unknown as IncomingMessage

const proxy = '10.0.0.1'

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['::ffff:c000:207', '192.0.2.7'],
  ['0:0:0:0:0:FFFF:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:db8::9', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['::', '0:0:0:0::/64'],
  ['1:2:3:4:5:6:7::', '1:2:3:4::/64'],
  ['::ffff:0:192.0.2.7', '0:0:0:0::/64'],
  [undefined, 'unknown'],
])('%s counts for %s', (address, expected) => {
  expect(clientAddress(request(address), 0)).toBe(expected)
})

test.each([
  ['no proxy: a header that the client writes itself is ignored', 0, '203.0.113.9', proxy],
  ['no proxy: several headers are ignored, too', 0, ['203.0.113.9', '198.51.100.1'], proxy],
  ['one proxy: the address it saw', 1, '192.0.2.7', '192.0.2.7'],
  ['one proxy: an address that stood there before may be invented', 1, '203.0.113.9, 192.0.2.7', '192.0.2.7'],
  ['one proxy: in several headers', 1, ['203.0.113.9', '198.51.100.1, 192.0.2.7'], '192.0.2.7'],
  ['two proxies: the address the first saw', 2, '203.0.113.9, 192.0.2.7, 10.0.0.2', '192.0.2.7'],
  ['two proxies: not through both', 2, '203.0.113.9', proxy],
  ['one proxy that says nothing', 1, undefined, proxy],
  ['one proxy that says nonsense', 1, 'unknown', proxy],
  ['one proxy: nothing is taken from further left instead', 1, '203.0.113.9, ', proxy],
  ['one proxy that names the port', 1, '192.0.2.7:51234', '192.0.2.7'],
  ['one proxy that names the port of IPv6', 1, '[2001:db8:1:2::9]:51234', '2001:db8:1:2::/64'],
  ['one proxy, IPv6', 1, '2001:db8:1:2::9', '2001:db8:1:2::/64'],
  ['one proxy, mapped', 1, '::ffff:192.0.2.7', '192.0.2.7'],
] as const)('%s', (_what, proxies, header, expected) => {
  const forwardedFor = typeof header === 'object' ? [...header] : header
  expect(clientAddress(request(proxy, forwardedFor), proxies)).toBe(expected)
})

function readerWithLog(trustProxy: number) {
  const lines: string[] = []
  const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) })
  return {
    lines,
    addressOf: createAddressReader({ trustProxy, warnSeldom: createWarnSeldom({ log, clock: systemClock }) }),
  }
}

test('a proxy that was not announced is warned of once, without its visitors', () => {
  const { lines, addressOf } = readerWithLog(0)
  expect(addressOf(request(proxy))).toBe(proxy)
  expect(lines).toEqual([])
  for (let n = 0; n < 3; n += 1) expect(addressOf(request(proxy, '203.0.113.9'))).toBe(proxy)
  expect(lines).toHaveLength(1)
  expect(lines[0]).toContain('TRUST_PROXY')
  expect(lines[0]).not.toContain('203.0.113.9')
})

test('an announced proxy is not warned of', () => {
  const { lines, addressOf } = readerWithLog(1)
  expect(addressOf(request(proxy, '203.0.113.9'))).toBe('203.0.113.9')
  expect(lines).toEqual([])
})

test.each([
  ['192.0.2.7', '192.0.2.0/24'],
  ['2001:db8:0:1ff::/64', '2001:db8:0:100::/56'],
  ['2001:db8:0:7::/64', '2001:db8:0:0::/56'],
  ['unknown', 'unknown'],
])('the network of %s is %s', (address, network) => {
  expect(networkOf(address)).toBe(network)
})
