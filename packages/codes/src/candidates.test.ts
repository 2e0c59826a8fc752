import { expect, test } from 'vitest'
import { candidateLine, MAX_CANDIDATES, readCandidates } from './candidates.ts'

const line = (priority: number, address: string, type = 'host', rest = '') =>
  `a=candidate:1 1 udp ${priority} ${address} 5000 typ ${type}${rest}`

test('candidates that cannot be reached, or not by others, are left out', () => {
  expect(
    readCandidates([
      'a=candidate:1 1 tcp 1518214911 192.0.2.2 9 typ host tcptype active',
      'a=candidate:1 2 udp 2122194686 192.0.2.2 5001 typ host',
      line(9, 'fe80::1%eth0'),
      line(9, 'host.example'),
      line(9, '192.0.2.256'),
      line(9, '192.0.2.2', 'prflx'),
      'a=mid:0',
    ]),
  ).toEqual([])
})

test('of the same place only the best is kept, and all are in the order of their priority', () => {
  const found = readCandidates([line(1, '192.0.2.1'), line(3, '192.0.2.2'), line(2, '192.0.2.1')])
  expect(found.map(({ address, priority }) => [address, priority])).toEqual([
    ['192.0.2.2', 3],
    ['192.0.2.1', 2],
  ])
})

test('many networks of one device leave room for its address outside and its relay', () => {
  const hosts = Array.from({ length: 20 }, (_, at) => line(1_000 + at, `192.0.2.${at}`))
  const found = readCandidates([...hosts, line(20, '198.51.100.1', 'srflx'), line(10, '203.0.113.1', 'relay')])
  expect(found).toHaveLength(MAX_CANDIDATES)
  expect(found.map(({ type }) => type).slice(-3)).toEqual(['host', 'srflx', 'relay'])
  expect(found[0]?.address).toBe('192.0.2.19')
})

test('a place outside or at a relay comes with the related address that its grammar demands, which tells nothing', () => {
  const [srflx, relay, host] = (['srflx', 'relay', 'host'] as const).map((type) =>
    candidateLine({ type, address: '192.0.2.1', port: 5000, priority: 255 }, 0),
  )
  // Required by RFC 8839 §5.1; Firefox rejects a line without it.
  for (const line of [srflx, relay]) expect(line).toMatch(/ typ (srflx|relay) raddr 0\.0\.0\.0 rport 0$/)
  expect(host).toBe('a=candidate:1 1 udp 255 192.0.2.1 5000 typ host')
})
