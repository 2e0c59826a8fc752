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

test('T6: early candidates are bounded, the oldest go; applied ones are bounded and not repeated', async () => {
  const { remote, applied } = openRemote()
  for (let index = 0; index < 100; index += 1) await remote.add(candidate(`early ${index}`))
  await remote.described(sdp('a'))
  expect(applied).toHaveLength(limits.MAX_EARLY_CANDIDATES)
  expect(applied[0]).toBe('early 70')
  await remote.add(candidate('early 70'))
  expect(applied).toHaveLength(limits.MAX_EARLY_CANDIDATES)
  for (let index = 0; index < 100; index += 1) await remote.add(candidate(`more ${index}`))
  expect(applied).toHaveLength(limits.MAX_CANDIDATES)
  await remote.described(sdp('b'))
  await remote.add(candidate('next generation', 'b'))
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
  for (let index = 0; index < limits.MAX_CANDIDATES + 1; index += 1) local.add(gathered(`${index}`))
  clock.advance(limits.CANDIDATE_BATCH_MS)
  expect(batches.map(({ length }) => length)).toEqual([2, limits.MAX_CANDIDATES, 1])
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
