import {
  callEnded,
  callReducer,
  deviceRinging,
  incomingCall,
  ringSilenced,
  startOutgoingCall,
  startWaiting,
} from '@parley/call'
import { sampleIdentity as identity } from '@parley/call/testing'
import { expect, it } from 'vitest'
import { toneOf } from './toneOf.ts'

const CALL = 'call-000000000000'
const grace = { userId: 'grace', deviceId: 'grace-phone-00000' }
const after = (...actions: Parameters<typeof callReducer>[1][]) => actions.reduce(callReducer, undefined)
const toneAfter = (...actions: Parameters<typeof callReducer>[1][]) => {
  const state = after(...actions)
  return state ? toneOf(state.current) : null
}

it('an incoming call plays the ringtone', () => {
  expect(
    toneAfter(incomingCall({ callId: CALL, kind: 'direct', media: 'video', rev: 1, caller: grace, identity })),
  ).toBe('ringtone')
})

it('a call whose tone was silenced rings on without it, and the next one rings aloud', () => {
  const ring = (callId: string) =>
    incomingCall({ callId, kind: 'direct', media: 'video', rev: 1, caller: grace, identity })
  const [silence, next] = [ringSilenced({ callId: CALL }), 'call-111111111111']
  expect(after(ring(CALL), silence)?.current).toMatchObject({ status: 'INCOMING' })
  expect(toneAfter(ring(CALL), silence)).toBeNull()
  expect(toneAfter(ring(CALL), silence, callEnded({ callId: CALL, reason: 'cancelled' }), ring(next))).toBe('ringtone')
  expect(toneAfter(ring(next), ring(CALL), silence, callEnded({ callId: next, reason: 'cancelled' }))).toBeNull()
})

it('the caller hears nothing before a device of the other side rings', () => {
  const dialled = startOutgoingCall({ callee: 'grace', media: 'video' }, CALL)
  expect(toneAfter(dialled)).toBeNull()
  expect(toneAfter(dialled, deviceRinging({ callId: CALL, device: grace }))).toBe('ringback')
})

it('waiting for a match is silent', () => {
  expect(toneAfter(startWaiting({ kind: 'match', media: 'video' }, CALL))).toBeNull()
})
