import type { DeviceRef } from '@parley/protocol'
import { describe, expect, it } from 'vitest'
import { sampleIdentity as identity } from '../testing/index.ts'
import {
  acceptCall,
  callAnswered,
  callEnded,
  callerBlocked,
  callReducer,
  callRenewed,
  callResumed,
  deviceRinging,
  endCall,
  endDismissed,
  glareResolved,
  incomingCall,
  mediaLost,
  preconnectAllowed,
  queueChanged,
  rejectCall,
  startOutgoingCall,
  startWaiting,
  ticketIssued,
} from './callSlice.ts'
import type { CallSliceState, CallState } from './callState.ts'

const MINE = 'call-mine-0000000'
const THEIRS = 'call-theirs-00000'
const OTHER = 'call-other-000000'
const phone: DeviceRef = { userId: 'grace', deviceId: 'grace-phone-00000' }
const laptop: DeviceRef = { userId: 'grace', deviceId: 'grace-laptop-0000' }
const LINK = 'AAAAAAAAAAAAAAAAAAAAAA'
const T = 1_000_000
/** The wall clock of these tests minus the monotonic one. */
const EPOCH = 1_790_000_000_000
const at = (ms: number, set = 0) => ({ at: ms, wall: ms + EPOCH + set })

const statuses = {
  IDLE: { status: 'IDLE', lastEnd: null },
  OUTGOING: { status: 'OUTGOING', callId: MINE, kind: 'direct', peer: 'grace', media: 'video', ringing: [], since: T },
  'OUTGOING at a link': {
    ...{ status: 'OUTGOING', callId: MINE, kind: 'link', link: LINK, name: null, media: 'video', since: T },
  },
  'OUTGOING in the queue': { status: 'OUTGOING', callId: MINE, kind: 'match', media: 'video', waiting: null, since: T },
  INCOMING: {
    status: 'INCOMING',
    callId: THEIRS,
    kind: 'direct',
    peer: 'grace',
    device: phone,
    identity,
    media: 'video',
    rev: 1,
    since: T,
  },
  IN_CALL: {
    status: 'IN_CALL',
    callId: MINE,
    kind: 'direct',
    peer: 'grace',
    device: phone,
    role: 'initiator',
    attempt: 0,
    media: 'video',
    since: T,
    ticket: null,
  },
} as const satisfies Record<string, CallState>
type Status = keyof typeof statuses

const actions = {
  startOutgoingCall: startOutgoingCall({ callee: 'grace', media: 'video' }, OTHER, at(T)),
  'startWaiting at a link': startWaiting({ kind: 'link', link: LINK, name: null, media: 'video' }, MINE, at(T)),
  'startWaiting in the queue': startWaiting({ kind: 'match', media: 'video' }, MINE, at(T)),
  queueChanged: queueChanged({ waiting: 3 }),
  incomingCall: incomingCall(
    { callId: THEIRS, kind: 'direct', media: 'video', rev: 1, caller: phone, identity },
    at(T),
  ),
  'deviceRinging of this call': deviceRinging({ callId: MINE, device: phone }),
  'deviceRinging of another call': deviceRinging({ callId: OTHER, device: phone }),
  'callAnswered of this call': callAnswered(
    { callId: MINE, device: phone, media: 'video', ticket: 't' },
    at(T + 5_000),
  ),
  'callAnswered of another call': callAnswered({ callId: OTHER, device: phone, media: 'video' }, at(T)),
  'glareResolved of this call': glareResolved(
    { callId: MINE, into: THEIRS, rev: 2, device: phone, media: 'voice' },
    at(T),
  ),
  'glareResolved of another call': glareResolved(
    { callId: OTHER, into: THEIRS, rev: 2, device: phone, media: 'voice' },
    at(T),
  ),
  'ticketIssued of this call': ticketIssued({ callId: MINE, ticket: 't' }),
  'ticketIssued of another call': ticketIssued({ callId: OTHER, ticket: 't' }),
  'acceptCall of their call': acceptCall({ callId: THEIRS, media: 'voice' }, at(T + 5_000)),
  'acceptCall of another call': acceptCall({ callId: OTHER, media: 'voice' }, at(T + 5_000)),
  'rejectCall of their call': rejectCall({ callId: THEIRS }, at(T + 5_000)),
  'rejectCall of another call': rejectCall({ callId: OTHER }, at(T + 5_000)),
  'callerBlocked of their call': callerBlocked({ callId: THEIRS }, at(T + 5_000)),
  'callerBlocked of another call': callerBlocked({ callId: OTHER }, at(T + 5_000)),
  'endCall of my call': endCall({ callId: MINE }, at(T + 65_000)),
  'endCall of their call': endCall({ callId: THEIRS }, at(T + 65_000)),
  'endCall of another call': endCall({ callId: OTHER }, at(T + 65_000)),
  'mediaLost of this call': mediaLost({ callId: MINE, reason: 'lost' }, at(T + 65_000)),
  'mediaLost of this call, insecure': mediaLost({ callId: MINE, reason: 'insecure' }, at(T + 5_000)),
  'mediaLost of this call, by a flood': mediaLost({ callId: MINE, reason: 'failed', flooded: true }, at(T + 5_000)),
  'mediaLost of another call': mediaLost({ callId: OTHER, reason: 'lost' }, at(T)),
  'callEnded of my call': callEnded({ callId: MINE, reason: 'hangup' }, at(T + 65_000)),
  'callEnded of their call': callEnded({ callId: THEIRS, reason: 'cancelled' }, at(T + 5_000)),
} as const
type Name = keyof typeof actions

const ended = (reason: string, direction: string, seconds: number | null, callId = MINE) => ({
  status: 'IDLE',
  lastEnd: { callId, reason, peer: 'grace', direction, media: 'video', seconds },
})
/** Nobody came. */
const unmet = (reason: string) => ({
  status: 'IDLE',
  lastEnd: { callId: MINE, kind: 'match', reason, peer: null, direction: 'outgoing', media: 'video', seconds: null },
})
const { status: _, since: __, identity: ___, rev: ____, ...known } = statuses.INCOMING

/** All that changes; every pair that is not here must leave the state untouched, to the reference. */
const table: Partial<Record<Status, Partial<Record<Name, object>>>> = {
  IDLE: {
    startOutgoingCall: { ...statuses.OUTGOING, callId: OTHER },
    'startWaiting at a link': statuses['OUTGOING at a link'],
    'startWaiting in the queue': statuses['OUTGOING in the queue'],
    incomingCall: statuses.INCOMING,
  },
  OUTGOING: {
    'deviceRinging of this call': { ...statuses.OUTGOING, ringing: [phone] },
    'callAnswered of this call': { ...statuses.IN_CALL, since: T + 5_000, ticket: 't' },
    'glareResolved of this call': { ...statuses.IN_CALL, callId: THEIRS, role: 'responder', media: 'voice' },
    'endCall of my call': ended('cancelled', 'outgoing', null),
    'callEnded of my call': ended('hangup', 'outgoing', null),
  },
  'OUTGOING at a link': {
    'callAnswered of this call': { ...statuses.IN_CALL, kind: 'link', link: LINK, since: T + 5_000, ticket: 't' },
    'glareResolved of this call': { ...statuses.IN_CALL, kind: 'link', link: LINK, callId: THEIRS, role: 'responder' },
    'endCall of my call': { status: 'IDLE', lastEnd: null },
    'callEnded of my call': { ...unmet('hangup'), lastEnd: { ...unmet('hangup').lastEnd, kind: 'link', link: LINK } },
  },
  'OUTGOING in the queue': {
    queueChanged: { ...statuses['OUTGOING in the queue'], waiting: 3 },
    'callAnswered of this call': { ...statuses.IN_CALL, kind: 'match', since: T + 5_000, ticket: 't' },
    'glareResolved of this call': { ...statuses.IN_CALL, kind: 'match', callId: THEIRS, role: 'responder' },
    'endCall of my call': { status: 'IDLE', lastEnd: null },
    'callEnded of my call': unmet('hangup'),
  },
  INCOMING: {
    'acceptCall of their call': {
      ...known,
      status: 'IN_CALL',
      role: 'responder',
      media: 'voice',
      since: T + 5_000,
      ticket: null,
    },
    'rejectCall of their call': ended('declined', 'incoming', null, THEIRS),
    'callerBlocked of their call': ended('blocked', 'incoming', null, THEIRS),
    'endCall of their call': ended('declined', 'incoming', null, THEIRS),
    'callEnded of their call': ended('cancelled', 'incoming', null, THEIRS),
  },
  IN_CALL: {
    'ticketIssued of this call': { ...statuses.IN_CALL, ticket: 't' },
    'callAnswered of this call': { ...statuses.IN_CALL, ticket: 't' },
    'endCall of my call': ended('hangup', 'outgoing', 65),
    'mediaLost of this call': ended('lost', 'outgoing', 65),
    'mediaLost of this call, insecure': ended('insecure', 'outgoing', 5),
    'mediaLost of this call, by a flood': {
      status: 'IDLE',
      lastEnd: { ...ended('failed', 'outgoing', 5).lastEnd, flooded: true },
    },
    'callEnded of my call': ended('hangup', 'outgoing', 65),
  },
}

const inState = (current: CallState): CallSliceState => ({ current, others: [], over: [], ended: [], resting: [] })

describe('every status × every action', () => {
  for (const status of Object.keys(statuses) as Status[]) {
    for (const [name, action] of Object.entries(actions) as [Name, (typeof actions)[Name]][]) {
      const next = table[status]?.[name]
      it(`${status}, ${name}: ${next ? `becomes ${(next as CallState).status}` : 'changes nothing'}`, () => {
        const before = inState(statuses[status])
        const after = callReducer(before, action)
        if (next) expect(after.current).toMatchObject(next)
        else expect(after.current).toBe(before.current)
      })
    }
  }
})

describe('the call slice', () => {
  it.each([-3_600_000, 3_600_000])(
    'the seconds of a call are those that passed, though the clock was set by %d ms, and its end is shown by that clock',
    (ms) => {
      const { current } = callReducer(inState(statuses.IN_CALL), endCall({ callId: MINE }, at(T + 65_000, ms)))
      expect(current).toMatchObject({ lastEnd: { seconds: 65, at: T + 65_000 + EPOCH + ms } })
    },
  )

  it('preconnects once it is known that it may, and only while nobody has answered', () => {
    for (const before of [inState(statuses.OUTGOING), inState(statuses.INCOMING)]) {
      const { callId } = before.current as { callId: string }
      const after = callReducer(before, preconnectAllowed({ callId }))
      expect(after.current).toEqual({ ...before.current, preconnect: true })
      expect(callReducer(after, preconnectAllowed({ callId }))).toBe(after)
      expect(callReducer(before, preconnectAllowed({ callId: OTHER }))).toBe(before)
    }
    const queued = inState(statuses['OUTGOING in the queue'])
    for (const before of [inState(statuses.IN_CALL), inState(statuses.IDLE), queued])
      expect(callReducer(before, preconnectAllowed({ callId: MINE }))).toBe(before)
  })

  it('a ringing device may say later that it can be connected to, and does not take it back', () => {
    const warm = callReducer(
      inState(statuses.OUTGOING),
      deviceRinging({ callId: MINE, device: { ...phone, warm: true } }),
    )
    const cold = callReducer(inState(statuses.OUTGOING), deviceRinging({ callId: MINE, device: phone }))
    const later = callReducer(cold, deviceRinging({ callId: MINE, device: { ...phone, warm: true } }))
    for (const state of [warm, later]) {
      expect(state.current).toMatchObject({ ringing: [{ ...phone, warm: true }] })
      expect(callReducer(state, deviceRinging({ callId: MINE, device: phone }))).toBe(state)
    }
  })

  it('a callee in another call rings there alone, and on all devices again once they are free', () => {
    const both = [phone, laptop].map((device, n) => deviceRinging({ callId: MINE, device, rev: n + 2 }))
    let state = inState(statuses.OUTGOING)
    for (const rings of both) state = callReducer(state, rings)
    const beside = callReducer(state, deviceRinging({ callId: MINE, device: { ...laptop, engaged: true }, rev: 5 }))
    expect(beside.current).toMatchObject({ ringing: [{ ...laptop, engaged: true }] })
    for (const late of both) expect(callReducer(beside, late)).toBe(beside)
    const free = callReducer(beside, deviceRinging({ callId: MINE, device: laptop, rev: 7 }))
    expect(free.current).toMatchObject({ ringing: [laptop] })
    const again = callReducer(free, deviceRinging({ callId: MINE, device: phone, rev: 8 }))
    expect(again.current).toMatchObject({ ringing: [laptop, phone] })
  })

  it('the device’s own word is enough to be in the call, and the server’s decides which device it is', () => {
    const first = callReducer(
      inState(statuses.OUTGOING),
      callAnswered({ callId: MINE, device: phone, media: 'video' }, at(T)),
    )
    expect(first.current).toMatchObject({ status: 'IN_CALL', device: phone, ticket: null, attempt: 0 })
    const same = callReducer(first, callAnswered({ callId: MINE, device: phone, media: 'video', ticket: 't' }, at(T)))
    expect(same.current).toMatchObject({ device: phone, ticket: 't', attempt: 0 })
    const other = callReducer(first, callAnswered({ callId: MINE, device: laptop, media: 'video', ticket: 't' }, at(T)))
    expect(other.current).toMatchObject({ device: laptop, ticket: 't', attempt: 1 })
    const crossed = callReducer(
      first,
      callAnswered({ callId: MINE, device: laptop, media: 'voice', ticket: 't' }, at(T)),
    )
    expect(crossed.current, 'no more than either asked for').toMatchObject({ media: 'voice' })
    // What a device says counts no more once the server has decided.
    expect(callReducer(same, callAnswered({ callId: MINE, device: laptop, media: 'video' }, at(T)))).toBe(same)
    expect(callReducer(other, callAnswered({ callId: MINE, device: phone, media: 'video', ticket: 'u' }, at(T)))).toBe(
      other,
    )
  })

  it('counts each ringing device once, however often it is told', () => {
    let state = inState(statuses.OUTGOING)
    for (const device of [phone, laptop, phone]) state = callReducer(state, deviceRinging({ callId: MINE, device }))
    expect(state.current).toMatchObject({ ringing: [phone, laptop] })
  })

  it('is resumed by a page that was in it, as another connection', () => {
    const resumed = callReducer(inState(statuses.IDLE), callResumed({ call: statuses.IN_CALL }))
    expect(resumed.current).toEqual({ ...statuses.IN_CALL, attempt: 1 })
    for (const before of [inState(statuses.INCOMING), { ...inState(statuses.IDLE), ended: [MINE] }])
      expect(callReducer(before, callResumed({ call: statuses.IN_CALL }))).toBe(before)
  })

  it('is renewed by a later connection only', () => {
    const before = inState(statuses.IN_CALL)
    const after = callReducer(before, callRenewed({ callId: MINE, attempt: 2 }))
    expect(after.current).toEqual({ ...statuses.IN_CALL, attempt: 2 })
    for (const attempt of [0, 1, 2]) expect(callReducer(after, callRenewed({ callId: MINE, attempt }))).toBe(after)
    expect(callReducer(before, callRenewed({ callId: THEIRS, attempt: 3 }))).toBe(before)
  })

  it('is the same with a ticket that it has', () => {
    const issue = ticketIssued({ callId: MINE, ticket: 't' })
    const state = callReducer(inState(statuses.IN_CALL), issue)
    expect(callReducer(state, issue)).toBe(state)
  })

  it('never re-enters a call that has ended', () => {
    let state = callReducer(inState(statuses.INCOMING), actions['callEnded of their call'])
    const after = callReducer(state, actions.incomingCall)
    expect(after).toBe(state)
    state = callReducer(inState(statuses.OUTGOING), endCall({ callId: MINE }))
    expect(callReducer(state, startOutgoingCall({ callee: 'grace', media: 'video' }, MINE))).toBe(state)
  })

  it('does not ring for an invitation that its own end overtook', () => {
    const state = callReducer(inState(statuses.IDLE), actions['callEnded of their call'])
    expect(callReducer(state, actions.incomingCall)).toBe(state)
  })

  it('keeps the reason the server tells, where two ends crossed', () => {
    const cancelled = callReducer(inState(statuses.OUTGOING), endCall({ callId: MINE }))
    const told = callReducer(cancelled, callEnded({ callId: MINE, reason: 'hangup' }))
    expect(told.current).toMatchObject({ status: 'IDLE', lastEnd: { reason: 'hangup' } })
    expect(callReducer(told, callEnded({ callId: MINE, reason: 'hangup' }))).toBe(told)
  })

  it('a block stays one, even if the call ends in another way meanwhile', () => {
    const blocked = callReducer(inState(statuses.INCOMING), callerBlocked({ callId: THEIRS }))
    expect(callReducer(blocked, actions['callEnded of their call'])).toBe(blocked)
  })

  it('somebody who waits sends the media they chose, not those the other chose', () => {
    for (const media of ['voice', 'video'] as const) {
      const before = inState({ ...statuses['OUTGOING at a link'], media })
      const met = callAnswered({ callId: MINE, device: phone, media: 'video' })
      expect(callReducer(before, met).current).toMatchObject({ status: 'IN_CALL', peer: 'grace', media })
    }
  })

  it('a guest has the name they gave, until the end of the call', () => {
    const guest = { userId: 'guest.abc', deviceId: 'guest-phone-00000' }
    const met = callAnswered({ callId: MINE, device: guest, media: 'video', name: 'Grace' })
    const inCall = callReducer(inState(statuses['OUTGOING at a link']), met)
    expect(inCall.current).toMatchObject({ peer: 'guest.abc', name: 'Grace' })
    expect(callReducer(inCall, endCall({ callId: MINE })).current).toMatchObject({
      lastEnd: { peer: 'guest.abc', name: 'Grace' },
    })
  })

  it('a queue that is as long as before is the same', () => {
    const state = callReducer(inState(statuses['OUTGOING in the queue']), queueChanged({ waiting: 2 }))
    expect(callReducer(state, queueChanged({ waiting: 2 }))).toBe(state)
  })

  it('a late answer does not revive a call that was hung up', () => {
    const state = callReducer(inState(statuses.OUTGOING), endCall({ callId: MINE }))
    expect(callReducer(state, actions['callAnswered of this call'])).toBe(state)
  })

  it('when both dialled, my own call is over and theirs cannot ring', () => {
    const state = callReducer(inState(statuses.OUTGOING), actions['glareResolved of this call'])
    expect(state.current).toMatchObject({ status: 'IN_CALL', callId: THEIRS })
    expect(state.ended).toEqual([MINE])
    expect(callReducer(state, actions.incomingCall)).toBe(state)
  })

  it('somebody who calls back while a call that this device ignored goes on at its caller talks to them', () => {
    const told = callEnded({ callId: THEIRS, reason: 'cancelled', rev: 1 }, at(T))
    const dialled = { ...callReducer(inState(statuses.IDLE), told), current: statuses.OUTGOING }
    const glare = actions['glareResolved of this call']
    expect(callReducer(dialled, glare).current).toMatchObject({ status: 'IN_CALL', callId: THEIRS })
    const over = callReducer(dialled, callEnded({ callId: THEIRS, reason: 'hangup', rev: 3 }, at(T)))
    expect(callReducer(over, glare).current, 'the end overtook the answer').toMatchObject({ status: 'IDLE' })
  })

  it('two who dial each other never send more than either asked for', () => {
    const voice = inState({ ...statuses.OUTGOING, media: 'voice' })
    const glare = glareResolved({ callId: MINE, into: THEIRS, rev: 2, device: phone, media: 'video' })
    expect(callReducer(voice, glare).current).toMatchObject({ media: 'voice' })
    const answered = callAnswered({ callId: MINE, device: phone, media: 'voice' })
    expect(callReducer(inState(statuses.OUTGOING), answered).current).toMatchObject({ media: 'voice' })
  })

  it('a voice call is answered with voice, whichever button is pressed', () => {
    const state = callReducer(
      inState({ ...statuses.INCOMING, media: 'voice' }),
      acceptCall({ callId: THEIRS, media: 'video' }),
    )
    expect(state.current).toMatchObject({ media: 'voice' })
  })

  it('a press on the screen of a call that has just made way for another does nothing to that one', () => {
    const withdrawn = callReducer(inState(statuses.INCOMING), callEnded({ callId: THEIRS, reason: 'cancelled' }))
    const next = { callId: OTHER, kind: 'direct', media: 'video', rev: 1, caller: laptop, identity } as const
    const state = callReducer(withdrawn, incomingCall(next, at(T)))
    expect(state.current).toMatchObject({ status: 'INCOMING', callId: OTHER })
    const presses = [
      acceptCall({ callId: THEIRS, media: 'video' }),
      rejectCall({ callId: THEIRS }),
      callerBlocked({ callId: THEIRS }),
      endCall({ callId: THEIRS }),
    ]
    for (const press of presses) expect(callReducer(state, press)).toBe(state)
  })

  it('the call that is on the screen is ended by its hang-up, also where it has come further meanwhile', () => {
    const answered = callReducer(inState(statuses.OUTGOING), actions['callAnswered of this call'])
    expect(callReducer(answered, endCall({ callId: MINE })).current).toMatchObject({ lastEnd: { reason: 'hangup' } })
  })

  it('a cancel pressed as this call went into that of the other side ends that one', () => {
    const crossed = callReducer(inState(statuses.OUTGOING), actions['glareResolved of this call'])
    const state = callReducer(crossed, endCall({ callId: MINE }))
    expect(state.current).toMatchObject({ status: 'IDLE', lastEnd: { callId: THEIRS, reason: 'hangup' } })
    const next = callReducer(state, startOutgoingCall({ callee: 'grace', media: 'video' }, OTHER))
    expect(callReducer(next, endCall({ callId: MINE }))).toBe(next)
  })

  it('a call button pressed many times makes one call', () => {
    const once = callReducer(inState(statuses.IDLE), startOutgoingCall({ callee: 'grace', media: 'video' }))
    expect(callReducer(once, startOutgoingCall({ callee: 'grace', media: 'video' }))).toBe(once)
  })

  it('forgets how the last call ended when that was read', () => {
    const state = callReducer(inState(statuses.IN_CALL), endCall({ callId: MINE }))
    expect(callReducer(state, endDismissed()).current).toEqual({ status: 'IDLE', lastEnd: null })
    expect(callReducer(inState(statuses.IN_CALL), endDismissed()).current).toBe(statuses.IN_CALL)
  })

  it('remembers a bounded number of ended calls', () => {
    let state = inState(statuses.IDLE)
    for (let n = 0; n < 500; n++) state = callReducer(state, callEnded({ callId: `call-${n}`, reason: 'hangup' }))
    expect(state.ended.length).toBeLessThanOrEqual(64)
  })
})
