import { createOutbox } from '@parley/call'
import { createFakeSocket, settle } from '@parley/call/testing'
import { createFakeClock } from '@parley/protocol/testing'
import { expect, it } from 'vitest'
import { createIceServers } from './iceServers.ts'

const turn = { urls: ['turn:turn.example.org'], username: '1:x', credential: 'y' }
const ack = { ok: true as const, iceServers: [turn], ttlSeconds: 3_600 }

function setup(connected = true) {
  const socket = createFakeSocket(connected)
  const clock = createFakeClock()
  return { socket, clock, iceServers: createIceServers(createOutbox(socket), clock) }
}

it('asks once and keeps the answer until shortly before it runs out', async () => {
  const { socket, clock, iceServers } = setup()
  const both = Promise.all([iceServers(), iceServers()])
  await settle()
  await socket.take('getIceServers').answer(ack)
  expect(await both).toEqual([[turn], [turn]])
  clock.advance(54 * 60_000)
  expect(await iceServers()).toEqual([turn])
  expect(socket.asked).toHaveLength(1)
  clock.advance(2 * 60_000)
  void iceServers()
  await settle()
  expect(socket.open('getIceServers')).toBe(1)
})

it('does without when the server does not answer in time', async () => {
  const { clock, iceServers } = setup(false)
  const answer = iceServers()
  clock.advance(3_000)
  expect(await answer).toEqual([])
  expect(clock.pending).toBe(0)
})
