import { describe, expect, it } from 'vitest'
import { CallView } from './call.ts'
import { clientEvents } from './clientEvents.ts'
import { MAX_MESSAGE_BYTES } from './limits.ts'
import { serverEvents } from './serverEvents.ts'

const callId = 'call-000000000000'
const device = { userId: 'ada', deviceId: 'device-0000000000' }
const candidate = {
  candidate: 'candidate:1 1 udp 1 192.0.2.1 9 typ host',
  sdpMid: '0',
  sdpMLineIndex: 0,
  usernameFragment: 'abcd',
}

describe('the contract', () => {
  it('is disjoint by direction except for the signal, which goes both ways', () => {
    const both = Object.keys(clientEvents).filter((event) => event in serverEvents)
    expect(both).toEqual(['signal'])
  })

  it('acknowledges every request, and a failure is data', () => {
    for (const [event, { ack }] of Object.entries(clientEvents)) {
      expect(ack.safeParse({ ok: false, error: 'unavailable' }).success, event).toBe(true)
      expect(ack.safeParse({ ok: false, error: 'Error: at line 3' }).success, event).toBe(false)
    }
  })

  it('knows no sender: nobody can say who they are', () => {
    for (const [event, { payload }] of Object.entries(clientEvents)) {
      const shape = Object.keys(payload._zod.def.shape)
      expect(shape, event).not.toContain('from')
      expect(shape, event).not.toContain('caller')
    }
  })

  it('carries one call in its three states, each with exactly its own fields', () => {
    const known = { callId, kind: 'direct', media: 'video', rev: 1, caller: device, callee: 'grace' }
    expect(CallView.safeParse({ ...known, state: 'ringing', ringing: [device], ringsForMs: 1 }).success).toBe(true)
    expect(CallView.safeParse({ ...known, state: 'answered', answeredBy: device, ticket: 't' }).success).toBe(true)
    const long = { ...known, state: 'answered', answeredBy: device, ticket: 't'.repeat(2_049) }
    expect(CallView.safeParse(long).success).toBe(false)
    expect(CallView.safeParse({ ...known, state: 'ended', reason: 'hangup' }).success).toBe(true)
    expect(CallView.safeParse({ ...known, state: 'ended', reason: 'hangup', answeredBy: device }).success).toBe(false)
    expect(CallView.safeParse({ ...known, state: 'ended', reason: 'because' }).success).toBe(false)
  })

  it.each([
    ['51 candidates', { type: 'candidates', candidates: Array(51).fill(candidate) }],
    ['no candidate', { type: 'candidates', candidates: [] }],
    ['an endless candidate', { type: 'candidates', candidates: [{ ...candidate, candidate: 'x'.repeat(2_000) }] }],
    [
      'an endless description',
      { type: 'description', negotiation: 'n', description: { type: 'offer', sdp: 'x'.repeat(50_000) } },
    ],
    ['a rollback', { type: 'description', negotiation: 'n', description: { type: 'rollback', sdp: 'x' } }],
  ])('does not carry %s', (_name, signal) => {
    expect(clientEvents.signal.payload.safeParse({ callId, to: device, signal }).success).toBe(false)
  })

  it('fits its largest signal into one message', () => {
    const candidates = Array(50).fill({ ...candidate, candidate: 'x'.repeat(1024) })
    const message = { callId, to: device, signal: { type: 'candidates', candidates } }
    expect(clientEvents.signal.payload.safeParse(message).success).toBe(true)
    expect(JSON.stringify(message).length).toBeLessThan(MAX_MESSAGE_BYTES)
  })
})
