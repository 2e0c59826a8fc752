import { expect, it } from 'vitest'
import type { LastEnd } from './callState.ts'
import { toRecord } from './historySlice.ts'

const end: LastEnd = {
  callId: 'call-000000000000',
  kind: 'direct',
  reason: 'hangup',
  peer: 'grace',
  direction: 'outgoing',
  media: 'video',
  seconds: null,
  at: 1,
}

it.each([
  [{ seconds: 12 }, 'answered'],
  [{ seconds: 0, reason: 'lost' }, 'answered'],
  [{ reason: 'declined' }, 'declined'],
  [{ reason: 'timeout' }, 'unanswered'],
  [{ reason: 'cancelled' }, 'cancelled'],
  [{ reason: 'busy' }, 'unreached'],
  [{ reason: 'offline' }, 'unreached'],
  [{ reason: 'failed' }, 'unreached'],
  [{ reason: 'insecure' }, 'unreached'],
  [{ reason: 'timeout', direction: 'incoming' }, 'missed'],
  [{ reason: 'cancelled', direction: 'incoming' }, 'missed'],
  [{ reason: 'declined', direction: 'incoming' }, 'declined'],
  [{ reason: 'failed', direction: 'incoming' }, 'missed'],
  [{ reason: 'insecure', direction: 'incoming' }, 'missed'],
  [{ seconds: 3, reason: 'insecure' }, 'answered'],
  [{ seconds: 30, reason: 'failed', unconnected: true }, 'unconnected'],
  [{ seconds: 12, reason: 'hangup', direction: 'incoming', unconnected: true }, 'unconnected'],
  [{ reason: 'blocked' }, 'unreached'],
] as const)('%j is remembered as %s', (over, outcome) => {
  expect(toRecord({ ...end, ...over })).toMatchObject({ outcome, userId: 'grace' })
})

it.each([null, 0])('a call that another device of mine took is not remembered here (talked: %s)', (seconds) => {
  expect(toRecord({ ...end, seconds, reason: 'answeredElsewhere', direction: 'incoming' })).toBeNull()
})

it.each([null, 0])('a call of somebody whom the person blocked leaves no line (talked: %s)', (seconds) => {
  expect(toRecord({ ...end, seconds, reason: 'blocked', direction: 'incoming' })).toBeNull()
})

it.each([
  ['nobody', { peer: null, kind: 'link' }],
  ['a guest, who has no ID', { peer: 'guest.abc', kind: 'link', seconds: 5 }],
  ['somebody met by chance', { kind: 'match', seconds: 5 }],
  ['somebody by codes', { kind: 'code', seconds: 5 }],
] as const)('%s cannot be called back, and is not remembered', (_who, over) => {
  expect(toRecord({ ...end, ...over })).toBeNull()
})

it('somebody with an ID is remembered, though it was by a link', () => {
  expect(toRecord({ ...end, kind: 'link', seconds: 5 })).toMatchObject({ userId: 'grace', outcome: 'answered' })
})

it('a call that was answered and never connected has no length', () => {
  expect(toRecord({ ...end, seconds: 30, reason: 'failed', unconnected: true })?.seconds).toBeNull()
})
