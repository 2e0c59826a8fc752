import { limits } from '@parley/protocol'
import { expect, test } from 'vitest'
import { connectDevice, longId } from '../testing/connectDevice.ts'
import { startTestServer } from '../testing/startTestServer.ts'

const callId = longId('call-1')
const steps = [-120_000, -3_600_000, 120_000, 86_400_000] as const

test.each(steps)(
  'a call rings, is answered and ends in time though the server’s clock is set by %d ms while all are connected',
  async (ms) => {
    await using server = await startTestServer()
    const [ada, bob] = [await connectDevice(server, 'ada'), await connectDevice(server, 'bob')]
    server.clock.step(ms)
    const placed = await ada.request('placeCall', { callId, callee: 'bob', media: 'voice' })
    expect(placed).toMatchObject({ ok: true, call: { state: 'ringing', ringsForMs: limits.RING_MS } })
    await bob.hears('incomingCall from ada')
    await server.clock.advance(40_000)
    server.clock.step(ms)
    const late = await connectDevice(server, 'bob', { deviceId: longId('bob-2') })
    const joined = await late.request('sync', { call: null })
    expect(joined).toMatchObject({ ok: true, invitations: [{ callId, ringsForMs: 5_000 }] })
    expect(await bob.request('acceptCall', { callId })).toMatchObject({ ok: true, call: { state: 'answered' } })
    await ada.request('endCall', { callId, reason: 'hangup' })
    await bob.hears('callEnded hangup')
  },
)

test.each(steps)(
  'a call rings no longer and no shorter though the server’s clock is set by %d ms meanwhile',
  async (ms) => {
    await using server = await startTestServer()
    const [ada, bob] = [await connectDevice(server, 'ada'), await connectDevice(server, 'bob')]
    await ada.request('placeCall', { callId, callee: 'bob', media: 'voice' })
    server.clock.step(ms)
    await server.clock.advance(limits.RING_MS - 1)
    expect(await ada.request('sync', { call: { callId, status: 'OUTGOING' } })).toMatchObject({
      call: { state: 'ringing', ringsForMs: 1 },
    })
    await server.clock.advance(1)
    await Promise.all([ada.hears('callEnded timeout'), bob.hears('callEnded timeout')])
  },
)

test('a missed call is as old as it is, though the server’s clock was set after it was placed', async () => {
  await using server = await startTestServer()
  const [ada, bob] = [await connectDevice(server, 'ada'), await connectDevice(server, 'bob')]
  await ada.request('placeCall', { callId, callee: 'bob', media: 'voice' })
  await server.clock.advance(20_000)
  server.clock.step(-3_600_000)
  await ada.request('endCall', { callId, reason: 'hangup' })
  const told = await bob.hears('missedCall from ada')
  expect('at' in told && told.now - told.at).toBe(20_000)
  const ack = await bob.request('sync', { call: null })
  expect(ack.ok && ack.now - (ack.missed[0]?.at ?? 0)).toBe(20_000)
})

test('a device whose clock was set while it was away comes back by the time that the refusal tells', async () => {
  await using server = await startTestServer()
  server.clock.step(-3_600_000)
  const ada = await connectDevice(server, 'ada')
  expect(await ada.request('sync', { call: null })).toMatchObject({ ok: true, now: server.clock.wall() })
})
