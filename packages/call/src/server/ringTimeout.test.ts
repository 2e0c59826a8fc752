import { createFakeClock } from '@parley/protocol/testing'
import { expect, it } from 'vitest'
import type { CallState } from '../state/callState.ts'
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

it('a server that tells its time again after the deadline gives the call no more time', () => {
  const clock = createFakeClock()
  const overdue: string[] = []
  const watch = createRingTimeout(clock, (name) => overdue.push(name))
  const begun = clock.now()
  watch.serverTime(begun)
  watch.expires(callId, begun + 45_000)
  watch.follow(outgoing)
  clock.advance(49_000)
  watch.serverTime(clock.now())
  clock.advance(999)
  expect(overdue).toEqual([])
  clock.advance(1)
  expect(overdue).toEqual([callId])
  watch.close()
  expect(clock.pending).toBe(0)
})

/** A timeout for the outgoing call on a clock of its own, and what it has found overdue. */
function watching(follows: CallState = outgoing) {
  const clock = createFakeClock()
  const overdue: string[] = []
  const watch = createRingTimeout(clock, (name) => overdue.push(name))
  watch.follow(follows)
  return { clock, overdue, watch }
}

it('a server whose clock is behind is told once, and the call rings as long as it says', () => {
  const { clock, overdue, watch } = watching()
  const behind = clock.now() - 100_000
  watch.expires(callId, behind + 20_000)
  watch.serverTime(behind)
  clock.advance(24_999)
  expect(overdue).toEqual([])
  clock.advance(1)
  expect(overdue).toEqual([callId])
})

it('a deadline of another call, and the time of a server that told none, change nothing', () => {
  const { clock, overdue, watch } = watching()
  clock.advance(10_000)
  watch.expires('call-other-000000', clock.now())
  watch.serverTime(clock.now())
  clock.advance(39_999)
  expect(overdue).toEqual([])
  clock.advance(1)
  expect(overdue).toEqual([callId])
})

it('a call that goes on ringing does not begin to ring anew', () => {
  const { clock, overdue, watch } = watching()
  clock.advance(30_000)
  watch.follow({ ...outgoing, ringing: [{ userId: 'bob', deviceId: 'bob-phone-0000000' }] })
  clock.advance(20_000)
  expect(overdue).toEqual([callId])
})

it.each<[string, CallState]>([
  ['a call that is over', { status: 'IDLE', lastEnd: null }],
  ['a wait for a match', { status: 'OUTGOING', kind: 'match', callId, media: 'video', waiting: null, since: 0 }],
])('%s has no deadline', (_, call) => {
  const { clock, overdue, watch } = watching()
  watch.follow(call)
  watch.serverTime(clock.now())
  watch.expires(callId, clock.now())
  expect(clock.pending).toBe(0)
  clock.advance(600_000)
  expect(overdue).toEqual([])
})
