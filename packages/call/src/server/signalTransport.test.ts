import { type DeviceRef, limits, type Signal } from '@parley/protocol'
import { createFakeClock } from '@parley/protocol/testing'
import { expect, it, vi } from 'vitest'
import { createFakeSocket, sampleIdentity, settle } from '../testing/index.ts'
import { createOutbox } from './outbox.ts'
import { createSignalTransport } from './signalTransport.ts'

const callId = 'call-000000000000'
const grace: DeviceRef = { userId: 'grace', deviceId: 'grace-phone-00000' }
const offer: Signal = {
  type: 'description',
  negotiation: 'n1',
  description: { type: 'offer', sdp: 'v=0' },
  seal: { identity: sampleIdentity, signature: `e30.e30.${'A'.repeat(86)}` },
}

function setup() {
  const socket = createFakeSocket()
  const outbox = createOutbox(socket)
  const clock = createFakeClock()
  return { socket, outbox, clock, transport: createSignalTransport({ socket, outbox, clock }) }
}

it('keeps signals that come before somebody listens, so that no early offer is lost', async () => {
  const { socket, transport } = setup()
  await socket.tell('signal', { callId, from: grace, signal: offer })
  const handler = vi.fn()
  transport.subscribe(handler)
  await socket.tell('signal', { callId, from: grace, signal: offer })
  expect(handler.mock.calls).toEqual([
    [callId, grace, offer],
    [callId, grace, offer],
  ])
})

it('keeps a bounded number of them', async () => {
  const { socket, transport } = setup()
  await socket.tell('signal', { callId, from: grace, signal: offer }, 1_000)
  const handler = vi.fn()
  transport.subscribe(handler)
  expect(handler.mock.calls.length).toBeLessThanOrEqual(32)
})

it('sends again after a lost connection, but not for a call that is over', async () => {
  const { socket, outbox, transport } = setup()
  let live = true
  transport.send(callId, grace, offer, () => live)
  await settle()
  await socket.disconnect()
  await socket.connect()
  outbox.flush()
  expect(socket.open('signal')).toBe(1)
  live = false
  await socket.take('signal').lose()
  expect(socket.open('signal')).toBe(0)
})

it('tries again when the other device is away for a moment, and not when the call is over', async () => {
  const { socket, clock, transport } = setup()
  let live = true
  transport.send(callId, grace, offer, () => live)
  await settle()
  await socket.take('signal').answer({ ok: false, error: 'unavailable' })
  expect(socket.open('signal')).toBe(0)
  clock.advance(500)
  await settle()
  await socket.take('signal').answer({ ok: false, error: 'unavailable' })
  live = false
  clock.advance(500)
  await settle()
  expect(socket.open('signal')).toBe(0)
  expect(clock.pending).toBe(0)
})

it('reaches the other device of a call that a restarted server takes up only after the signal', async () => {
  const { socket, clock, transport } = setup()
  transport.send(callId, grace, { type: 'renew', attempt: 1 }, () => true)
  await settle()
  await socket.take('signal').answer({ ok: false, error: 'notInCall' })
  clock.advance(500)
  await settle()
  await socket.take('signal').answer({ ok: true })
  expect(clock.pending).toBe(0)
})

it('a server that never takes the call up is not asked for ever', async () => {
  const { socket, clock, transport } = setup()
  transport.send(callId, grace, offer, () => true)
  await settle()
  await socket.take('signal').answer({ ok: false, error: 'notInCall' })
  clock.advance(500)
  await settle()
  clock.advance(limits.MEDIA_LOSS_MS)
  await socket.take('signal').answer({ ok: false, error: 'notInCall' })
  expect(clock.pending).toBe(0)
  expect(socket.open('signal')).toBe(0)
})

it('stops listening and trying', async () => {
  const { socket, clock, transport } = setup()
  transport.send(callId, grace, offer, () => true)
  await settle()
  await socket.take('signal').answer({ ok: false, error: 'unavailable' })
  transport.close()
  expect(socket.listeners).toBe(0)
  expect(clock.pending).toBe(0)
})

it('a signal leaves after the requests of the same moment, such as the accept', async () => {
  const { socket, outbox, transport } = setup()
  transport.send(callId, grace, offer, () => true)
  void outbox.deliver('acceptCall', { callId })
  expect([socket.open('acceptCall'), socket.open('signal')]).toEqual([1, 0])
  await settle()
  expect(socket.open('signal')).toBe(1)
})
