import { expect, test, vi } from 'vitest'
import { createNegotiation, type Negotiable } from './negotiation.ts'

test('an answer to an offer that could not be made is ignored', async () => {
  const connection = {
    signalingState: 'stable',
    localDescription: null,
    remoteDescription: null,
    setLocalDescription: () => Promise.reject(new DOMException('', 'OperationError')),
    setRemoteDescription: vi.fn(async () => undefined),
  } satisfies Negotiable
  const negotiation = createNegotiation(connection, {
    polite: false,
    randomId: () => 'first',
    send: () => undefined,
    beforeAnswer: () => undefined,
    described: async () => undefined,
  })
  await expect(negotiation.offer()).rejects.toThrow()
  await negotiation.receive('first', { type: 'answer', sdp: 'v=0' })
  expect(connection.setRemoteDescription).not.toHaveBeenCalled()
})
