import { limits } from '@parley/protocol'
import { expect, it } from 'vitest'
import type { InCall } from './callState.ts'
import { isInCall } from './resumeCases.ts'

const call: InCall = {
  status: 'IN_CALL',
  callId: 'call-000000000000',
  kind: 'direct',
  peer: 'grace',
  device: { userId: 'grace', deviceId: 'grace-phone-00000' },
  role: 'initiator',
  attempt: 0,
  media: 'video',
  since: 1_000_000,
  ticket: null,
}

it.each<[string, object]>([
  ['a call', {}],
  ['one that was answered here', { role: 'responder' }],
  ['one that the server can adopt', { ticket: 'ticket' }],
  ['one with a guest at a call link', { kind: 'link', link: 'A'.repeat(22), name: 'Grace' }],
  ['one at its last connection', { attempt: limits.MAX_ATTEMPTS - 1 }],
  ['one that began before this page', { since: -3_600_000.5 }],
])('%s can be resumed', (_, change) => {
  expect(isInCall({ ...call, ...change })).toBe(true)
})

it.each<[string, object]>([
  ['that only rang', { status: 'INCOMING' }],
  ['without a name of its own', { callId: 'x' }],
  ['of a kind that nobody knows', { kind: 'party' }],
  ['with nobody', { peer: '' }],
  ['with a name that is no name', { name: 7 }],
  ['at a link that is no link', { link: 'x' }],
  ['with a device that is none', { device: { userId: 'grace' } }],
  ['in no role', { role: 'watcher' }],
  ['at a connection before the first', { attempt: -1 }],
  ['at half a connection', { attempt: 0.5 }],
  ['at a connection that is no number', { attempt: '0' }],
  ['after its last connection', { attempt: limits.MAX_ATTEMPTS }],
  ['without media', { media: 'smell' }],
  ['since a moment that is none', { since: null }],
  ['since no number', { since: Number.NaN }],
  ['with a ticket that is none', { ticket: 7 }],
  ['whose ticket was lost', { ticket: undefined }],
])('a call %s is not resumed', (_, change) => {
  expect(isInCall({ ...call, ...change })).toBe(false)
})

it('a stored value that is no object is not resumed', () => {
  for (const value of [null, undefined, 'IN_CALL', 7]) expect(isInCall(value)).toBe(false)
})
