import { expect, test } from 'vitest'
import { createWarnOfOneAddress } from './oneAddress.ts'

/** How many warnings there are when these come: each a name and an address. */
function warningsOf(arrivals: readonly (readonly [userId: string, address: string])[], host = 'parley.example') {
  const warnings: string[] = []
  const arrived = createWarnOfOneAddress((_kind, message) => warnings.push(message))
  for (const [userId, address] of arrivals) arrived({ userId, address, host })
  return warnings
}

const from = (address: string, ...people: string[]) => people.map((userId) => [userId, address] as const)
const four = ['ada', 'bob', 'carol', 'dave']

test.each(['127.0.0.1', '172.17.0.1', '10.0.0.7', '192.168.0.1', '0:0:0:0::/64', 'fd00:1:2:3::/64'])(
  'an operator whose visitors all come from %s is told of TRUST_PROXY',
  (address) => {
    expect(warningsOf(from(address, ...four))).toEqual([expect.stringContaining('TRUST_PROXY')])
  },
)

test.each([
  ['people with addresses of their own', [...from('10.0.0.1', 'ada'), ...from('10.0.0.2', 'bob', 'carol', 'dave')]],
  ['people who come by turns', from('10.0.0.1', ...four).flatMap((one) => [one, ['eve', '10.0.0.2'] as const])],
  ['one person with many devices', from('10.0.0.1', 'ada', 'Ada', 'ADA', 'ada', 'ada')],
  ['an office behind one public address', from('203.0.113.7', ...four)],
  ['an office with a public IPv6 network', from('2001:db8:0:1::/64', ...four)],
  ['an address that is none', from('unknown', ...four)],
])('nobody is warned of %s', (_what, arrivals) => {
  expect(warningsOf(arrivals)).toEqual([])
})

test.each(['localhost:3000', '127.0.0.1:3000', '[::1]:3000'])('nor of people at this machine itself: %s', (host) => {
  expect(warningsOf(from('127.0.0.1', ...four), host)).toEqual([])
})
