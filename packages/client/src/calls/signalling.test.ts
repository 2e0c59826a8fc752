import { callAnswered, createOutbox, createSignalTransport, deviceRinging, startOutgoingCall } from '@parley/call'
import { createFakeSocket, settle } from '@parley/call/testing'
import { createFakeClock } from '@parley/protocol/testing'
import { expect, it } from 'vitest'
import { createClientStore } from '../state/store.ts'
import { createSignalling, NO_CODES } from './signalling.ts'

const phone = { userId: 'grace', deviceId: 'grace-phone-00000' }
const laptop = { userId: 'grace', deviceId: 'grace-laptop-0000' }

it('a device that rang gets no signal again once another one has answered', async () => {
  const { store } = createClientStore()
  const socket = createFakeSocket()
  const clock = createFakeClock()
  const outbox = createOutbox(socket)
  const transport = createSignalTransport({ socket, outbox, clock })
  const { signallingOf } = createSignalling({ store, transport, outbox, clock, signer: NO_CODES.signer })
  const { callId } = store.dispatch(startOutgoingCall({ callee: 'grace', media: 'voice' })).payload
  for (const device of [phone, laptop]) store.dispatch(deviceRinging({ callId, device }))
  for (const device of [phone, laptop]) signallingOf(callId).send(callId, device, { type: 'renew', attempt: 1 })
  const refuseBoth = async () => {
    for (const _ of [phone, laptop]) await socket.take('signal').answer({ ok: false, error: 'notInCall' })
    await clock.advanceSettling(1_000, settle)
  }
  await settle()
  await refuseBoth()
  expect(socket.open('signal'), 'while both ring, both get it again').toBe(2)
  store.dispatch(callAnswered({ callId, device: laptop, media: 'voice', ticket: 'ticket' }))
  await refuseBoth()
  expect(socket.open('signal')).toBe(1)
  expect(socket.take('signal').payload.to).toEqual(laptop)
})
