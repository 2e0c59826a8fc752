import { type Candidate, limits } from '@parley/protocol'
import { createFakeClock } from '@parley/protocol/testing'
import { expect, test } from 'vitest'
import { createPhase, type Phase } from '../../phase.ts'
import { createLocalCandidates } from './localCandidates.ts'
import { createRemoteCandidates } from './remoteCandidates.ts'

const candidate = (name: string, ufrag: string | null = 'a'): Candidate => ({
  candidate: name,
  sdpMid: '0',
  sdpMLineIndex: 0,
  usernameFragment: ufrag,
})
const sdp = (...ufrags: string[]) => ufrags.map((ufrag) => `m=audio\r\na=ice-ufrag:${ufrag}\r\n`).join('')
// `createLocalCandidates` reads these four fields of a browser's candidate and nothing else.
const gathered = (name: string, ufrag: string | null = 'a') => candidate(name, ufrag) as RTCIceCandidate

function openRemote() {
  const applied: Array<string | undefined> = []
  const remote = createRemoteCandidates({
    addIceCandidate: async (one) => void applied.push(one?.candidate),
  })
  return { remote, applied }
}

function openLocal(initial: Phase = 'active') {
  const clock = createFakeClock()
  const batches: string[][] = []
  const send = (batch: Candidate[]) => void batches.push(batch.map((one) => one.candidate))
  const phase = createPhase(initial)
  const local = createLocalCandidates({ clock, phase, tellsEnd: false, send })
  return { clock, batches, local, phase }
}

test('candidates wait for the description of their own generation, whichever m-line names it', async () => {
  const { remote, applied } = openRemote()
  await remote.add(candidate('for b', 'b'))
  await remote.add(candidate('for c', 'c'))
  await remote.described(sdp('a', 'b'))
  expect(applied).toEqual(['for b'])
  await remote.described(sdp('c'))
  expect(applied).toEqual(['for b', 'for c'])
  await remote.add(candidate('late for b', 'b'))
  await remote.described(sdp('c'))
  expect(applied).toEqual(['for b', 'for c'])
})

test('a generation named only in the candidate itself is found there; one that is nowhere is the present one', async () => {
  const { remote, applied } = openRemote()
  await remote.described(sdp('a'))
  await remote.add(candidate('x ufrag old', null))
  await remote.add(candidate('y ufrag a', null))
  await remote.add(candidate('z', null))
  expect(applied).toEqual(['y ufrag a', 'z'])
})

/** As many candidates of a type as an interface list may bring, each at another address. */
const many = (type: string, count: number, ufrag = 'a'): Candidate[] =>
  Array.from({ length: count }, (_, index) =>
    candidate(`candidate:1 1 udp 1 192.0.2.${index} ${5000 + index} typ ${type} generation 0`, ufrag),
  )
/** How many of each type there are, in the order of `types`. */
const counted = (all: readonly (string | undefined)[], ...types: string[]) =>
  types.map((type) => all.filter((one) => one?.includes(` typ ${type} `)).length)

/** More interfaces than there are places, and then the ways that lead out of the house. */
const CROWD = [...many('host', 100), ...many('srflx', 14), ...many('relay', 14)]

test('a machine with many interfaces can be reached through its router and over a relay: the other side is told these ways too', () => {
  const { clock, batches, local } = openLocal()
  local.announced(sdp('a'))
  for (const one of CROWD) local.add(gathered(one.candidate))
  clock.advance(limits.CANDIDATE_BATCH_MS)
  const { MAX_CANDIDATES, RESERVED_CANDIDATES: reserved } = limits
  expect(counted(batches.flat(), 'host', 'srflx', 'relay')).toEqual([MAX_CANDIDATES - 2 * reserved, reserved, reserved])
  local.close()
})

test('the ways through the router and over a relay have their places too where the other side’s candidates are taken, early or not', async () => {
  const { MAX_CANDIDATES, RESERVED_CANDIDATES: reserved } = limits
  for (const early of [true, false]) {
    const { remote, applied } = openRemote()
    if (!early) await remote.described(sdp('a'))
    for (const one of CROWD) await remote.add(one)
    if (early) await remote.described(sdp('a'))
    expect(counted(applied, 'host', 'srflx', 'relay')).toEqual([MAX_CANDIDATES - 2 * reserved, reserved, reserved])
  }
})

test('places that no host needs are for any other way', async () => {
  const { remote, applied } = openRemote()
  await remote.described(sdp('a'))
  for (const one of [...many('relay', 100), ...many('srflx', 100)]) await remote.add(one)
  expect(counted(applied, 'srflx', 'relay')).toEqual([limits.RESERVED_CANDIDATES, 38])
})

test('candidates of an older generation take no place of the present one, on either side', async () => {
  const { remote, applied } = openRemote()
  for (const one of [...many('host', 100, 'old'), ...many('host', 3, 'new')]) await remote.add(one)
  await remote.described(sdp('new'))
  expect(applied).toHaveLength(3)
  const { clock, batches, local } = openLocal()
  local.announced(sdp('old', 'new'))
  for (const one of [...many('host', 100, 'old'), ...many('host', 3, 'new')])
    local.add(gathered(one.candidate, one.usernameFragment))
  clock.advance(limits.CANDIDATE_BATCH_MS)
  expect(batches.flat()).toHaveLength(limits.MAX_CANDIDATES - 2 * limits.RESERVED_CANDIDATES + 3)
  local.close()
})

test('T6: candidates are bounded, early and applied, and none is applied twice', async () => {
  const { remote, applied } = openRemote()
  const bound = limits.MAX_CANDIDATES - 2 * limits.RESERVED_CANDIDATES
  for (let ufrag = 0; ufrag < 100; ufrag += 1) for (const one of many('host', 100, `${ufrag}`)) await remote.add(one)
  await remote.described(sdp(...Array.from({ length: 100 }, (_, ufrag) => `${ufrag}`)))
  expect(applied, 'one generation, whatever it is called').toHaveLength(bound)
  await remote.described(sdp('b'))
  for (const one of [...many('host', 5, 'b'), ...many('host', 5, 'b')]) await remote.add(one)
  expect(applied).toHaveLength(bound + 5)
  for (const one of many('host', 100, 'b')) await remote.add(one)
  expect(applied).toHaveLength(2 * bound)
  await remote.described(sdp('c'))
  await remote.add(candidate('next generation', 'c'))
  expect(applied.at(-1)).toBe('next generation')
})

test('own candidates travel in batches, after their description and never over the limit', () => {
  const { clock, batches, local } = openLocal()
  local.add(gathered('first'))
  clock.advance(1_000)
  expect(batches).toEqual([])
  local.announced(sdp('a'))
  local.add(gathered('second'))
  local.add(gathered('other', 'b'))
  local.add(gathered(''))
  local.add(null)
  clock.advance(limits.CANDIDATE_BATCH_MS)
  expect(batches).toEqual([['first', 'second']])
  for (const one of [...many('host', 20, 'c'), ...many('relay', 20, 'c'), ...many('relay', 20, 'd')])
    local.add(gathered(one.candidate, one.usernameFragment))
  local.announced(sdp('c', 'd'))
  clock.advance(limits.CANDIDATE_BATCH_MS)
  expect(batches.map(({ length }) => length)).toEqual([2, limits.MAX_CANDIDATES, 8])
  local.announced(sdp('b'))
  local.close()
  expect(clock.pending).toBe(0)
})

test('a burst goes as soon as it is over, and one that does not end in parts', () => {
  const { clock, batches, local } = openLocal()
  local.announced(sdp('a'))
  local.add(gathered('host'))
  clock.advance(2)
  local.add(gathered('host6'))
  clock.advance(5)
  expect(batches).toEqual([['host', 'host6']])
  for (let index = 0; index < 20; index += 1) {
    local.add(gathered(`${index}`))
    clock.advance(4)
  }
  expect(batches.map(({ length }) => length)).toEqual([2, 13])
  local.close()
})

test('T5: while withheld only the address of a relay leaves, and not the one it was allocated for', () => {
  const { clock, batches, local, phase } = openLocal('withheld')
  const own = '203.0.113.7 54321'
  local.announced(sdp('a'))
  local.add(gathered(`candidate:1 1 udp 1686052607 ${own} typ srflx raddr 192.168.1.20 rport 5 generation 0 ufrag a`))
  local.add(
    gathered(
      `candidate:2 1 udp 41885439 198.51.100.9 49152 typ relay raddr 203.0.113.7 rport 5 generation 0 ufrag a network-id 3`,
    ),
  )
  clock.advance(1_000)
  expect(batches).toEqual([['candidate:2 1 udp 41885439 198.51.100.9 49152 typ relay raddr 0.0.0.0 rport 9 ufrag a']])
  phase.advance('standby')
  expect(batches[1]).toHaveLength(1)
  expect(batches[1]?.[0]).toContain(own)
  local.close()
})

test('withheld candidates leave all at once on standby', () => {
  const { clock, batches, local, phase } = openLocal('withheld')
  local.announced(sdp('a'))
  local.add(gathered('host'))
  clock.advance(1_000)
  local.add(gathered('relay'))
  expect([batches, clock.pending]).toEqual([[], 0])
  phase.advance('standby')
  expect(batches).toEqual([['host', 'relay']])
  local.close()
})
