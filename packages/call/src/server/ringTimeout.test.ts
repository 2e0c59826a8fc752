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
