import { expect, test } from 'vitest'
import { sampleOf } from './statsSample.ts'

const report = (...stats: object[]) => new Map(stats.map((stat, index) => [String(index), stat]))
const pair = { type: 'candidate-pair', localCandidateId: 'L', remoteCandidateId: 'R', state: 'succeeded' }

test('an empty report says nothing, and breaks nothing', () => {
  expect(sampleOf(report())).toEqual({
    ...{ relayed: false, lifeSigns: null, availableBps: null, framesDecoded: null, roundTripMs: null, jitterMs: null },
    ...{ roundTrips: { totalMs: 0, count: 0 }, received: { passed: 0, lost: 0 }, sent: { passed: 0, lost: 0 } },
  })
})

test('frames are those of the other side’s picture, and unknown before there is one', () => {
  const frames = (...stats: object[]) => sampleOf(report(...stats)).framesDecoded
  const video = { type: 'inbound-rtp', kind: 'video', framesDecoded: 7 }
  expect(frames(video, { ...video, framesDecoded: 3 }, { ...video, type: 'outbound-rtp', framesDecoded: 50 })).toBe(10)
  expect(frames({ type: 'inbound-rtp', kind: 'video' }, { type: 'inbound-rtp', kind: 'audio' })).toBeNull()
  expect(frames({ ...video, framesDecoded: 0 })).toBe(0)
})

test('only the pair in use counts', () => {
  const sample = sampleOf(
    report(
      { ...pair, id: 'old', nominated: true, availableOutgoingBitrate: 1 },
      { type: 'transport', id: 'T', selectedCandidatePairId: 'new' },
      {
        ...{ ...pair, id: 'new', availableOutgoingBitrate: 500_000, currentRoundTripTime: 0.08 },
        ...{ totalRoundTripTime: 1.5, responsesReceived: 10 },
      },
    ),
  )
  expect(sample).toMatchObject({ availableBps: 500_000, roundTripMs: 80, roundTrips: { totalMs: 1_500, count: 10 } })
})

test.each([
  ['the one that is marked', { ...pair, id: 'P', selected: true, currentRoundTripTime: 0.02 }],
  ['the one that was nominated', { ...pair, id: 'P', nominated: true, currentRoundTripTime: 0.02 }],
])('where no transport names it, the pair in use is %s', (_which, chosen) => {
  expect(sampleOf(report(pair, chosen))).toMatchObject({ roundTripMs: 20 })
})

test.each([
  ['host', 'relay', true],
  ['relay', 'srflx', true],
  ['host', 'prflx', false],
])('a pair of %s and %s is relayed: %s', (local, remote, relayed) => {
  const ends = [
    { type: 'local-candidate', id: 'L', candidateType: local },
    { type: 'remote-candidate', id: 'R', candidateType: remote },
  ]
  expect(sampleOf(report({ ...pair, id: 'P', nominated: true }, ...ends)).relayed).toBe(relayed)
})

test('the voice counts, with its worse jitter: the numbers of a paused picture are old', () => {
  const sample = sampleOf(
    report(
      { type: 'inbound-rtp', kind: 'audio', packetsReceived: 50, packetsLost: 1, jitter: 0.004 },
      { type: 'inbound-rtp', kind: 'video', packetsReceived: 200, packetsLost: 4, jitter: 0.9 },
      { type: 'outbound-rtp', kind: 'audio', packetsSent: 60 },
      { type: 'outbound-rtp', kind: 'video', packetsSent: 300 },
      { type: 'remote-inbound-rtp', kind: 'audio', packetsLost: 3, jitter: 0.04, roundTripTime: 0.1 },
      { type: 'remote-inbound-rtp', kind: 'video', packetsLost: 2, jitter: 0.9, roundTripTime: 0.3 },
    ),
  )
  expect(sample).toMatchObject({
    ...{ received: { passed: 50, lost: 1 }, sent: { passed: 60, lost: 3 } },
    ...{ jitterMs: 40, roundTripMs: 100 },
  })
})

test('a value that is not a number is not told', () => {
  expect(sampleOf(report({ ...pair, selected: true, availableOutgoingBitrate: 'much' })).availableBps).toBeNull()
  expect(sampleOf(report({ ...pair, selected: true, currentRoundTripTime: Number.NaN })).roundTripMs).toBeNull()
})
