import { type CallState, glareResolved } from '@parley/call'
import { sampleIdentity as identity } from '@parley/call/testing'
import { describe, expect, it } from 'vitest'
import { cameraLent, choicesFor, type MediaChoices, mediaChoicesReducer } from '../state/mediaChoices.ts'
import { planMedia } from './planMedia.ts'

const callId = 'call-000000000000'
const device = { userId: 'grace', deviceId: 'grace-phone-00000' }
const none: MediaChoices = {
  cameraId: null,
  microphoneId: null,
  speakerId: null,
  lessData: false,
  preconnect: true,
  cameraLent: false,
  inCall: null,
  lobby: null,
}
const known = { callId, kind: 'direct', peer: 'grace', since: 0 } as const
const calls = {
  idle: { status: 'IDLE', lastEnd: null },
  outgoing: { status: 'OUTGOING', ...known, media: 'video', ringing: [] },
  incoming: { status: 'INCOMING', ...known, device, identity, rev: 1, media: 'video' },
  inCall: { status: 'IN_CALL', ...known, device, role: 'responder', attempt: 0, media: 'video', ticket: null },
} satisfies Record<string, CallState>
const fresh = { muted: false, camera: null, screen: false, insistOnVideo: false, shown: false }
const wish = {
  ...{ microphone: true, camera: true, muted: false, microphoneId: null, cameraId: null, screen: false },
  ...{ lessData: false, insistOnVideo: false },
}

describe('the plan', () => {
  it('has no camera while that is lent to a scanner, and has it again afterwards', () => {
    const lent = mediaChoicesReducer(none, cameraLent(true))
    expect(planMedia(calls.inCall, lent)).toMatchObject({ local: { ...wish, camera: false } })
    expect(planMedia(calls.inCall, mediaChoicesReducer(lent, cameraLent(false)))).toMatchObject({ local: wish })
  })

  it.each([
    ['nothing when idle', calls.idle, { kind: 'released' }],
    [
      'a preview while calling, until it rings somewhere',
      calls.outgoing,
      { kind: 'preconnect', callId, role: 'initiator', standby: [], withheld: [], local: wish },
    ],
    [
      'a preview while it rings, and a withheld link to the caller',
      calls.incoming,
      { kind: 'preconnect', callId, role: 'responder', standby: [], withheld: [device], local: wish },
    ],
    [
      'a connection to the one device in a call',
      calls.inCall,
      { kind: 'connected', callId, remote: device, role: 'responder', attempt: 0, local: wish },
    ],
    [
      'a connection that waits for people while they exchange codes',
      { status: 'OUTGOING', ...known, kind: 'code', device, role: 'initiator', media: 'video' },
      { kind: 'connected', callId, remote: device, role: 'initiator', attempt: 0, byHand: true, local: wish },
    ],
    [
      'the same connection in a call by codes',
      { ...calls.inCall, kind: 'code', role: 'initiator' },
      { kind: 'connected', callId, remote: device, role: 'initiator', attempt: 0, byHand: true, local: wish },
    ],
  ] as const)('is %s', (_name, call, plan) => {
    expect(planMedia(call, none)).toEqual(plan)
  })

  it.each([calls.outgoing, calls.incoming, calls.inCall])('opens no camera for voice ($status)', (call) => {
    expect(planMedia({ ...call, media: 'voice' }, none)).toMatchObject({ local: { camera: false, microphone: true } })
  })

  it('follows what the person chose in this call', () => {
    const choices = {
      ...none,
      cameraId: 'desk',
      inCall: { ...fresh, callId, muted: true, camera: false, screen: true },
    }
    const local = { ...wish, cameraId: 'desk', muted: true, camera: false, screen: true }
    expect(planMedia(calls.inCall, choices)).toMatchObject({ local })
  })

  it('sends less data in every call, and insists on video only in the call in which it was chosen', () => {
    const choices = { ...none, lessData: true, inCall: { ...fresh, callId, insistOnVideo: true } }
    expect(planMedia(calls.inCall, choices)).toMatchObject({ local: { lessData: true, insistOnVideo: true } })
    const next = { ...calls.inCall, callId: 'call-later-00000' }
    expect(planMedia(next, choices)).toMatchObject({ local: { lessData: true, insistOnVideo: false } })
  })

  it('does not carry mute, camera and insistence over from another call', () => {
    const choices = {
      ...none,
      inCall: { ...fresh, callId: 'call-before-0000', muted: true, screen: true, insistOnVideo: true },
    }
    expect(planMedia(calls.inCall, choices)).toMatchObject({ local: wish })
  })

  it('is a preview in the lobby, before there is a call', () => {
    const choices = { ...none, lobby: { callId: 'lobby', media: 'video' as const } }
    expect(planMedia(calls.idle, choices)).toEqual({ kind: 'preview', callId: 'lobby', local: wish })
    expect(planMedia(calls.incoming, choices)).toMatchObject({ kind: 'preconnect', callId })
  })

  it('is relayed in a match, and veiled until this person presses "Show"', () => {
    const match = { ...calls.inCall, kind: 'match' as const }
    expect(planMedia(match, none)).toMatchObject({ relayed: true, local: { veiled: true } })
    const shown = { ...none, inCall: { ...fresh, callId, shown: true } }
    expect(planMedia(match, shown)).toMatchObject({ relayed: true, local: { veiled: false } })
    expect(planMedia({ ...match, callId: 'call-later-00000' }, shown)).toMatchObject({ local: { veiled: true } })
    expect(planMedia(calls.inCall, shown)).not.toHaveProperty('relayed')
  })

  it('keeps the choices when glare turns this side’s call into the other’s', () => {
    const before = { ...none, inCall: { ...fresh, callId, camera: false } }
    const into = 'call-theirs-00000'
    const after = mediaChoicesReducer(before, glareResolved({ callId, into, rev: 2, device, media: 'video' }))
    expect(choicesFor(after, into)).toMatchObject({ camera: false })
    expect(
      mediaChoicesReducer(before, glareResolved({ callId: into, into: callId, rev: 2, device, media: 'video' })),
    ).toBe(before)
  })

  it('once preconnecting is allowed, puts those devices on standby that allow it too', () => {
    const phone = { ...device, warm: true }
    const tablet = { userId: 'grace', deviceId: 'grace-tablet-0000' }
    const outgoing = { ...calls.outgoing, ringing: [phone, tablet] }
    const preconnect = { kind: 'preconnect', callId, local: wish } as const
    expect(planMedia(outgoing, none), 'the others are withheld').toEqual({
      ...{ ...preconnect, role: 'initiator', standby: [], withheld: [device, tablet] },
    })
    expect(planMedia({ ...outgoing, preconnect: true }, none)).toEqual({
      ...{ ...preconnect, role: 'initiator', standby: [device], withheld: [tablet] },
    })
    expect(planMedia({ ...calls.incoming, preconnect: true }, none)).toEqual({
      ...{ ...preconnect, role: 'responder', standby: [device], withheld: [] },
    })
  })

  it('prepares nothing for an unknown caller if preconnecting is switched off', () => {
    const off = { ...none, preconnect: false }
    expect(planMedia(calls.incoming, off)).toEqual({ kind: 'preview', callId, local: wish })
    const ringing = { ...calls.outgoing, ringing: [device] }
    expect(planMedia(ringing, off), 'dialling ignores it').toMatchObject({ standby: [], withheld: [device] })
  })

  it('sends no goodbye to a caller who talks to another device of this user', () => {
    const lastEnd = {
      callId,
      kind: 'direct',
      peer: 'grace',
      direction: 'incoming',
      media: 'video',
      seconds: 0,
      at: 1,
    } as const
    const ended = (reason: 'answeredElsewhere' | 'hangup'): CallState => ({
      status: 'IDLE',
      lastEnd: { ...lastEnd, reason },
    })
    expect(planMedia(ended('answeredElsewhere'), none)).toEqual({ kind: 'released', silent: true })
    expect(planMedia(ended('hangup'), none)).toEqual({ kind: 'released' })
    const atDoor = { ...none, lobby: { callId: 'lobby', media: 'video' as const } }
    expect(planMedia(ended('answeredElsewhere'), atDoor)).toMatchObject({ kind: 'preview', silent: true })
  })
})
