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
  const [first] = await both
  expect(first).toEqual({ servers: [turn], renewAt: clock.now() + 55 * 60_000 })
  clock.advance(54 * 60_000)
  expect(await iceServers()).toBe(first)
  expect(socket.asked).toHaveLength(1)
  clock.advance(2 * 60_000)
  void iceServers()
  await settle()
  expect(socket.open('getIceServers')).toBe(1)
})

it('rejects if the server has never answered in time, rather than returning no servers', async () => {
  const { clock, iceServers } = setup(false)
  const answer = iceServers()
  clock.advance(3_000)
  await expect(answer).rejects.toMatchObject({ code: 'unavailable' })
  expect(clock.pending).toBe(0)
})

it('returns the old list if the server does not answer again', async () => {
  const { socket, clock, iceServers } = setup()
  const first = iceServers()
  await settle()
  await socket.take('getIceServers').answer(ack)
  await first
  clock.advance(56 * 60_000)
  const second = iceServers()
  await settle()
  clock.advance(3_000)
  expect(await second).toMatchObject({ servers: [turn] })
})

it('short-lived credentials are renewed after half of their life, and a list without credentials never', async () => {
  const { socket, clock, iceServers } = setup()
  const short = iceServers()
  await settle()
  await socket.take('getIceServers').answer({ ...ack, ttlSeconds: 60 })
  expect(await short).toMatchObject({ renewAt: clock.now() + 30_000 })
  clock.advance(31_000)
  const stun = iceServers()
  await settle()
  await socket.take('getIceServers').answer({ ...ack, iceServers: [{ urls: ['stun:stun.example.org'] }] })
  expect(await stun).toMatchObject({ renewAt: null })
})

it('credentials that ran out while the machine slept are renewed, also where its monotonic clock stood still', async () => {
  const { socket, clock, iceServers } = setup()
  const first = iceServers()
  await settle()
  await socket.take('getIceServers').answer(ack)
  await first
  clock.sleep(56 * 60_000, { stops: true })
  void iceServers()
  await settle()
  expect(socket.open('getIceServers')).toBe(1)
})

it('credentials run out in time though the clock was set back an hour', async () => {
  const { socket, clock, iceServers } = setup()
  const first = iceServers()
  await settle()
  await socket.take('getIceServers').answer(ack)
  await first
  clock.step(-3_600_000)
  clock.advance(56 * 60_000)
  void iceServers()
  await settle()
  expect(socket.open('getIceServers')).toBe(1)
})
