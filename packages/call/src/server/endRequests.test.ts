import { expect, it } from 'vitest'
import { acceptCall, endCall, mediaLost, rejectCall } from '../state/callSlice.ts'
import { start, THEIRS } from '../testing/callHarness.ts'
import { settle } from '../testing/index.ts'

it('says again that it declines when a restarted server rings for the same call', async () => {
  const { socket, store, call, invitation } = start()
  await socket.tell('incomingCall', invitation())
  store.dispatch(rejectCall({ callId: THEIRS }))
  await settle()
  await socket.take('rejectCall').answer({ ok: false, error: 'notInCall' })
  await socket.tell('incomingCall', invitation())
  await socket.take('rejectCall').answer({ ok: true })
  expect(call()).toMatchObject({ status: 'IDLE', lastEnd: { reason: 'declined' } })
})

it('declines until the server has heard it', async () => {
  const { socket, store, call, invitation } = start()
  await socket.tell('incomingCall', invitation())
  store.dispatch(rejectCall({ callId: THEIRS }))
  await settle()
  expect(call()).toMatchObject({ lastEnd: { reason: 'declined' } })
  await socket.take('rejectCall').lose()
  await socket.disconnect()
  await socket.connect()
  await socket.take('rejectCall').answer({ ok: true })
  expect(socket.open('rejectCall')).toBe(0)
})

it.each(['lost', 'insecure'] as const)("a call's end as %s reaches the server with its reason", async (reason) => {
  const { socket, store, call, invitation } = start()
  await socket.tell('incomingCall', invitation())
  store.dispatch(acceptCall({ callId: THEIRS, media: 'video' }))
  await settle()
  store.dispatch(mediaLost({ callId: 'call-before-00000', reason: 'lost' }))
  expect(call().status).toBe('IN_CALL')
  store.dispatch(mediaLost({ callId: THEIRS, reason }))
  await settle()
  expect(socket.take('endCall').payload).toEqual({ callId: THEIRS, reason })
})

it('a hang-up is repeated until acknowledged, but not for ever', async () => {
  const { socket, clock, outbox, dial, ringing, store } = start()
  const callId = await dial()
  await socket.take('placeCall').answer({ ok: true, call: ringing(callId) })
  store.dispatch(endCall({ callId }))
  await settle()
  await socket.take('endCall').lose()
  expect(socket.open('endCall')).toBe(1)
  clock.advance(61_000)
  await socket.take('endCall').lose()
  expect(outbox.size()).toBe(0)
})
