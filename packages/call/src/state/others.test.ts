import type { DeviceRef } from '@parley/protocol'
import { expect, it } from 'vitest'
import { sampleIdentity as identity } from '../testing/index.ts'
import {
  acceptCall,
  callAnswered,
  callEnded,
  callerBlocked,
  callReducer,
  endCall,
  incomingCall,
  rejectCall,
  startOutgoingCall,
} from './callSlice.ts'
import { type CallSliceState, MAX_OTHERS } from './callState.ts'

const deviceOf = (userId: string): DeviceRef => ({ userId, deviceId: `${userId}-phone-00000` })
const now = { at: 1_000, wall: 9_000_000 }

/** `userId` calls; the call has the user's name. */
const ring = (userId: string, contact = false, rev = 1) =>
  incomingCall(
    { callId: userId, kind: 'direct', media: 'video', rev, caller: deviceOf(userId), identity, contact },
    now,
  )

type Action = Parameters<typeof callReducer>[1]
const after = (...actions: Action[]): CallSliceState => {
  let state = callReducer(undefined, { type: 'start' })
  for (const action of actions) state = callReducer(state, action)
  return state
}
const nameOf = ({ current }: CallSliceState) =>
  current.status === 'IDLE' ? 'IDLE' : `${current.status} ${current.callId}`
const beside = ({ others }: CallSliceState) => others.map(({ callId }) => callId)

it('the first call is on the screen, and up to four ring beside it', () => {
  const state = after(...['ada', 'bo', 'carol', 'dave', 'eve', 'frank'].map((name) => ring(name)))
  expect([nameOf(state), beside(state)]).toEqual(['INCOMING ada', ['bo', 'carol', 'dave', 'eve']])
  expect(beside(state)).toHaveLength(MAX_OTHERS)
  expect(callReducer(state, ring('bo'))).toBe(state)
})

it('when the one on the screen is over, a contact’s is next, else the oldest, in the same step', () => {
  const three = after(ring('ada'), ring('bo'), ring('carol', true))
  for (const end of [
    rejectCall({ callId: 'ada' }, now),
    callEnded({ callId: 'ada', reason: 'cancelled' }, now),
    callerBlocked({ callId: 'ada' }, now),
  ]) {
    const next = callReducer(three, end)
    expect([nameOf(next), beside(next)]).toEqual(['INCOMING carol', ['bo']])
    expect(nameOf(callReducer(next, rejectCall({ callId: 'carol' }, now)))).toBe('INCOMING bo')
  }
})

it('any of them is accepted, and the others ring on beside it', () => {
  const state = after(ring('ada'), ring('bo'), ring('carol'), acceptCall({ callId: 'bo', media: 'video' }, now))
  expect([nameOf(state), beside(state)]).toEqual(['IN_CALL bo', ['ada', 'carol']])
  const both = callReducer(state, acceptCall({ callId: 'ada', media: 'video' }, now))
  expect(both, 'nobody is in two calls').toBe(state)
})

it('"End and answer" ends the one call, and answers the one that was meant', () => {
  const state = after(
    ring('ada', true),
    acceptCall({ callId: 'ada', media: 'video' }, now),
    ...[ring('bo', true), ring('carol', true)],
    endCall({ callId: 'ada' }, now),
    acceptCall({ callId: 'carol', media: 'video' }, now),
  )
  expect([nameOf(state), beside(state)]).toEqual(['IN_CALL carol', ['bo']])
})

it('each is declined, blocked or ends by itself, and the history learns of each', () => {
  const three = after(ring('ada'), ring('bo'), ring('carol'))
  const declined = callReducer(three, rejectCall({ callId: 'bo' }, now))
  expect([nameOf(declined), beside(declined)]).toEqual(['INCOMING ada', ['carol']])
  expect(declined.over).toMatchObject([{ callId: 'bo', reason: 'declined', direction: 'incoming' }])
  const cancelled = callReducer(declined, callEnded({ callId: 'carol', reason: 'cancelled' }, now))
  expect(cancelled.over).toMatchObject([{ callId: 'carol', reason: 'cancelled', peer: 'carol' }])
  expect(callReducer(cancelled, ring('carol')), 'what is over does not ring again').toBe(cancelled)
})

it('once another device has answered, nothing rings here any more, and may again later', () => {
  const two = after(ring('ada'), ring('bo'))
  for (const callId of ['ada', 'bo']) {
    const quiet = callReducer(two, callEnded({ callId, reason: 'answeredElsewhere' }, now))
    expect([nameOf(quiet), beside(quiet)]).toEqual(['IDLE', []])
    expect(quiet.over).toMatchObject([{ callId, reason: 'answeredElsewhere' }])
    const [other = ''] = ['ada', 'bo'].filter((name) => name !== callId)
    expect(nameOf(callReducer(quiet, ring(other, false, 3)))).toBe(`INCOMING ${other}`)
  }
})

it('a call that rests while its person is in another, elsewhere, rings again by a later invitation only', () => {
  const suspend = (rev: number) => callEnded({ callId: 'ada', reason: 'alreadyInCall', rev }, now)
  for (const before of [after(ring('ada')), after(ring('bo'), ring('ada')), after()]) {
    const away = callReducer(before, suspend(3))
    expect(callReducer(away, ring('ada', false, 3)), 'an invitation that comes late').toBe(away)
    const back = callReducer(away, ring('ada', false, 4))
    expect(`${nameOf(back)} ${beside(back)}`, 'a later one').toContain('ada')
    expect(callReducer(back, suspend(3)), 'a word that comes late').toBe(back)
    expect(nameOf(callReducer(back, callEnded({ callId: 'ada', reason: 'cancelled' }, now)))).not.toContain('ada')
  }
})

it('calls ring beside one’s own call, before and after its answer', () => {
  const dialling = after(startOutgoingCall({ callee: 'ada', media: 'video' }, 'mine', now), ring('bo', true))
  expect([nameOf(dialling), beside(dialling)]).toEqual(['OUTGOING mine', ['bo']])
  const answer = callAnswered({ callId: 'mine', device: deviceOf('ada'), media: 'video', ticket: 't' }, now)
  const inCall = callReducer(dialling, answer)
  expect([nameOf(inCall), beside(inCall)]).toEqual(['IN_CALL mine', ['bo']])
  const over = callReducer(inCall, callEnded({ callId: 'mine', reason: 'hangup' }, now))
  expect([nameOf(over), beside(over)]).toEqual(['INCOMING bo', []])
  expect(over.over).toMatchObject([{ callId: 'mine', reason: 'hangup', direction: 'outgoing' }])
})
