import { expect, it } from 'vitest'
import { createFakeSocket, settle } from '../testing/index.ts'
import { createOutbox } from './outbox.ts'

const callId = 'call-000000000000'

it('repeats, in the order given, the requests that a lost connection left unanswered', async () => {
  const socket = createFakeSocket()
  const outbox = createOutbox(socket)
  void outbox.deliver('acceptCall', { callId })
  void outbox.deliver('endCall', { callId, reason: 'hangup' })
  await socket.disconnect()
  await socket.connect()
  outbox.flush()
  expect(socket.asked.slice(2).map(({ event }) => event)).toEqual(['acceptCall', 'endCall'])
})

it('does not repeat a request that is still under way', async () => {
  const socket = createFakeSocket()
  const outbox = createOutbox(socket)
  void outbox.deliver('rejectCall', { callId })
  outbox.flush()
  outbox.flush()
  expect(socket.open('rejectCall')).toBe(1)
})

it('gives up a request that is no longer worth keeping', async () => {
  const socket = createFakeSocket(false)
  const outbox = createOutbox(socket)
  let keep = true
  const delivered = outbox.deliver('acceptCall', { callId }, () => keep)
  keep = false
  await socket.connect()
  outbox.flush()
  expect(await delivered).toBeNull()
  expect(socket.asked).toEqual([])
  expect(outbox.size()).toBe(0)
})

it('an answer that breaks the contract is a refusal', async () => {
  const socket = createFakeSocket()
  const delivered = createOutbox(socket).deliver('rejectCall', { callId })
  await socket.take('rejectCall').answer('nonsense' as never)
  expect(await delivered).toEqual({ ok: false, error: 'badAnswer' })
})

it('closing leaves nothing waiting', async () => {
  const socket = createFakeSocket(false)
  const outbox = createOutbox(socket)
  const delivered = outbox.deliver('rejectCall', { callId })
  outbox.close()
  await settle()
  expect(await delivered).toBeNull()
})
