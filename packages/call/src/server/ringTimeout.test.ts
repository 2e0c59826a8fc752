import { createFakeClock } from '@parley/protocol/testing'
import { expect, it } from 'vitest'
import type { CallSliceState, CallState } from '../state/callState.ts'
import { createRingTimeout } from './ringTimeout.ts'

const callId = 'call-000000000000'
const outgoing: CallState = {
  status: 'OUTGOING',
  callId,
  kind: 'direct',
  peer: 'bob',
  media: 'video',
  ringing: [],
  since: 0,
}

const inState = (current: CallState): CallSliceState => ({ current, others: [], over: [], ended: [], resting: [] })

/** A timeout for the outgoing call on a clock of its own, and what it has found overdue. */
function watching(follows: CallState = outgoing) {
  const clock = createFakeClock()
  const overdue: string[] = []
  const watch = createRingTimeout(clock, (name) => overdue.push(name))
  watch.follow(inState(follows))
  return { clock, overdue, watch }
}

it('a server that tells again how long it rings gives the call no more time', () => {
  const { clock, overdue, watch } = watching()
  watch.ringsFor(callId, 45_000)
  clock.advance(40_000)
  watch.ringsFor(callId, 45_000)
  clock.advance(9_999)
  expect(overdue).toEqual([])
  clock.advance(1)
  expect(overdue).toEqual([callId])
  watch.close()
  expect(clock.pending).toBe(0)
})

it('a call rings as long as the server says, also where it was told before the call was followed', () => {
  const { clock, overdue, watch } = watching({ status: 'IDLE', lastEnd: null })
  watch.ringsFor(callId, 20_000)
  watch.follow(inState(outgoing))
  clock.advance(24_999)
  expect(overdue).toEqual([])
  clock.advance(1)
  expect(overdue).toEqual([callId])
})

it.each([-3_600_000, 3_600_000])('a clock that is set by %d ms while it rings neither ends nor prolongs it', (ms) => {
  const { clock, overdue, watch } = watching()
  watch.ringsFor(callId, 45_000)
  clock.advance(10_000)
  clock.step(ms)
  watch.ringsFor(callId, 35_000)
  clock.advance(39_999)
  expect(overdue).toEqual([])
  clock.advance(1)
  expect(overdue).toEqual([callId])
})

it('a deadline of another call changes nothing', () => {
  const { clock, overdue, watch } = watching()
  clock.advance(10_000)
  watch.ringsFor('call-other-000000', 0)
  clock.advance(39_999)
  expect(overdue).toEqual([])
  clock.advance(1)
  expect(overdue).toEqual([callId])
})

it('a call that goes on ringing does not begin to ring anew', () => {
  const { clock, overdue, watch } = watching()
  clock.advance(30_000)
  watch.follow(inState({ ...outgoing, ringing: [{ userId: 'bob', deviceId: 'bob-phone-0000000' }] }))
  clock.advance(20_000)
  expect(overdue).toEqual([callId])
})

it.each<[string, CallState]>([
  ['a call that is over', { status: 'IDLE', lastEnd: null }],
  ['a wait for a match', { status: 'OUTGOING', kind: 'match', callId, media: 'video', waiting: null, since: 0 }],
])('%s has no deadline', (_, call) => {
  const { clock, overdue, watch } = watching()
  watch.follow(inState(call))
  watch.ringsFor(callId, 0)
  expect(clock.pending).toBe(0)
  clock.advance(600_000)
  expect(overdue).toEqual([])
})

it('each call that rings beside another has a deadline of its own, until it is over', () => {
  const { clock, overdue, watch } = watching()
  const ring = { status: 'INCOMING', kind: 'direct', peer: 'carol', media: 'video', rev: 1, since: 0 } as const
  const identity = { root: 'r', certificates: [], revocations: null }
  const others = ['call-2', 'call-3'].map((name) => ({
    ...{ ...ring, callId: name, device: { userId: 'carol', deviceId: 'carol-1' }, identity },
  }))
  watch.ringsFor('call-2', 10_000)
  watch.ringsFor('call-3', 20_000)
  watch.follow({ ...inState(outgoing), others })
  clock.advance(15_000)
  expect(overdue).toEqual(['call-2'])
  watch.follow(inState(outgoing))
  clock.advance(30_000)
  expect(overdue).toEqual(['call-2'])
})

it('deadlines of calls that never ring here are bounded', () => {
  const { clock, overdue, watch } = watching()
  for (let n = 0; n < 1_000; n += 1) watch.ringsFor(`call-${n}`, 1_000)
  clock.advance(50_000)
  expect(overdue).toEqual([callId])
})
