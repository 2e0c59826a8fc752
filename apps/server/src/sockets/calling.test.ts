import type { CallMedia } from '@parley/protocol'
import { expect, test } from 'vitest'
import { connectDevice, longId, type TestDevice } from '../testing/connectDevice.ts'
import { describing } from '../testing/describing.ts'
import { startTestServer, type TestServer } from '../testing/startTestServer.ts'

const callId = longId('call-1')
const crossingId = longId('call-2')
const bob1 = longId('bob-1')
const bob2 = longId('bob-2')
const place = (device: TestDevice, callee: string, id = callId, media: CallMedia = 'video') =>
  device.request('placeCall', { callId: id, callee, media })
const accept = (device: TestDevice, id = callId) => device.request('acceptCall', { callId: id })
const hangUp = (device: TestDevice, id = callId) => device.request('endCall', { callId: id, reason: 'hangup' })

async function connectThree(server: TestServer) {
  const ada = await connectDevice(server, 'ada')
  const bob = await connectDevice(server, 'bob')
  const second = await connectDevice(server, 'bob', { deviceId: bob2 })
  return { ada, bob, second }
}

test('a call rings everywhere, is answered once and hung up for both', async () => {
  await using server = await startTestServer()
  const { ada, bob, second } = await connectThree(server)
  expect(await place(ada, 'bob')).toMatchObject({ ok: true, call: { state: 'ringing' } })
  await Promise.all([bob.hears('incomingCall from ada'), second.hears('incomingCall from ada')])
  await bob.request('confirmRinging', { callId })
  await ada.hears(`deviceRinging ${bob1}`)
  expect(await accept(bob)).toMatchObject({ ok: true, call: { state: 'answered' } })
  await ada.hears(`callAnswered ${bob1} video`)
  await second.hears('callEnded answeredElsewhere')
  expect(await accept(second)).toMatchObject({ ok: true, call: { state: 'ended', reason: 'answeredElsewhere' } })
  expect(await second.request('rejectCall', { callId })).toEqual({ ok: true })
  expect(await bob.heard()).toEqual([])
  await hangUp(bob)
  await ada.hears('callEnded hangup')
  expect(await second.heard()).toEqual([])
})

test('offline, busy, oneself and a second call are refused, each in its own word', async () => {
  await using server = await startTestServer()
  const { ada, bob, second } = await connectThree(server)
  const carol = await connectDevice(server, 'carol')
  expect(await place(ada, 'nobody')).toEqual({ ok: false, error: 'offline' })
  expect(await place(ada, 'ADA')).toEqual({ ok: false, error: 'self' })
  await place(ada, 'bob')
  await bob.request('acceptCall', { callId })
  expect(await place(second, 'carol', crossingId)).toEqual({ ok: false, error: 'alreadyInCall' })
  await bob.leave()
  expect(await place(carol, 'bob', crossingId)).toEqual({ ok: false, error: 'busy' })
  await second.hears('missedCall from carol')
})

test('a decline ends it for everybody', async () => {
  await using server = await startTestServer()
  const { ada, bob, second } = await connectThree(server)
  await place(ada, 'bob')
  await bob.request('rejectCall', { callId })
  await Promise.all([ada.hears('callEnded declined'), second.hears('callEnded declined')])
})

test('a call nobody answers ends when the configured ring time is over', async () => {
  await using server = await startTestServer({ env: { RING_SECONDS: '12.5' } })
  const { ada, bob, second } = await connectThree(server)
  await place(ada, 'bob')
  await server.clock.advance(12_499)
  expect(await ada.heard()).toEqual([])
  await server.clock.advance(1)
  await ada.hears('callEnded timeout')
  for (const device of [bob, second]) {
    expect(await device.heard()).toEqual(['incomingCall from ada', 'callEnded timeout', 'missedCall from ada'])
  }
})

test('a caller whose connection is lost for too long has cancelled', async () => {
  await using server = await startTestServer()
  const { ada, bob } = await connectThree(server)
  await place(ada, 'bob')
  await bob.hears('incomingCall from ada')
  await ada.leave()
  await server.clock.advance(9_999)
  expect(await bob.heard()).toEqual([])
  await server.clock.advance(1)
  await bob.hears('callEnded cancelled')
})

test('a callee whose connection is lost while it rings is not there any more, and can still answer when back', async () => {
  await using server = await startTestServer()
  const [ada, bob] = [await connectDevice(server, 'ada'), await connectDevice(server, 'bob')]
  const carol = await connectDevice(server, 'carol')
  await place(ada, 'bob')
  await bob.request('confirmRinging', { callId })
  await ada.hears(`deviceRinging ${bob1}`)
  await bob.leave()
  await server.clock.advance(10_000)
  // The call rings on, because Bob may open a device; for others he is offline.
  const sync = await ada.request('sync', { call: { callId, status: 'OUTGOING' } })
  expect(sync).toMatchObject({ call: { state: 'ringing', ringing: [] } })
  expect(await place(carol, 'bob', crossingId)).toEqual({ ok: false, error: 'offline' })
  expect(await carol.request('watchPresence', { query: 'bob' })).toMatchObject({ people: [], total: 0 })
  const back = await connectDevice(server, 'bob')
  expect(await back.request('sync', { call: null })).toMatchObject({ invitations: [{ callId }] })
  expect(await accept(back)).toMatchObject({ ok: true, call: { state: 'answered' } })
  await ada.hears(`callAnswered ${bob1} video`)
})

test('a new socket of a device is still the same device: it is reached and found in its call', async () => {
  await using server = await startTestServer()
  const { ada, bob } = await connectThree(server)
  await place(ada, 'bob')
  await accept(bob)
  await ada.leave()
  await server.clock.advance(300_000)
  const back = await connectDevice(server, 'ada')
  expect(await back.request('sync', { call: { callId, status: 'IN_CALL' } })).toMatchObject({
    call: { state: 'answered' },
  })
  await hangUp(bob)
  await back.hears('callEnded hangup')
})

test('a page reloaded in a call does not leave the other side frozen', async () => {
  await using server = await startTestServer()
  const { ada, bob } = await connectThree(server)
  await place(ada, 'bob')
  await accept(bob)
  await ada.leave()
  const reloaded = await connectDevice(server, 'ada')
  expect(await reloaded.request('sync', { call: null })).toMatchObject({ call: null })
  await bob.hears('callEnded lost')
})

test('an app opened while it rings joins the ringing and can answer', async () => {
  await using server = await startTestServer()
  const { ada } = await connectThree(server)
  await place(ada, 'bob')
  const late = await connectDevice(server, 'bob', { deviceId: longId('bob-3') })
  expect(await late.request('sync', { call: null })).toMatchObject({ invitations: [{ callId }] })
  await accept(late)
  await ada.hears(`callAnswered ${longId('bob-3')} video`)
})

test('two who dial each other at the same moment are in exactly one call, with no more media than either wanted', async () => {
  await using server = await startTestServer()
  const { ada, bob, second } = await connectThree(server)
  for (let round = 0; round < 30; round += 1) {
    const ids = [longId(`ada-${round}-`), longId(`bob-${round}-`)] as const
    const [first, other] = await Promise.all([place(ada, 'bob', ids[0], 'video'), place(bob, 'ada', ids[1], 'voice')])
    if (!first.ok || !other.ok) throw new Error('one was refused')
    expect(other.call.callId).toBe(first.call.callId)
    expect([first.call.state, other.call.state].sort()).toEqual(['answered', 'ringing'])
    const waiting = first.call.state === 'ringing' ? ada : bob
    const answering = waiting === ada ? bob : ada
    await waiting.hears(`callAnswered ${answering.deviceId} voice`)
    expect((await server.stats()).calls).toBe(1)
    expect(await hangUp(answering, waiting === ada ? ids[1] : ids[0])).toEqual({ ok: true })
    await waiting.hears('callEnded hangup')
    for (const device of [ada, bob, second]) await device.heard()
  }
})

test('accept and cancel that cross end consistently, every time', async () => {
  await using server = await startTestServer()
  const { ada, bob, second } = await connectThree(server)
  for (let round = 0; round < 200; round += 1) {
    const id = longId(`call-${round}-`)
    await place(ada, 'bob', id)
    const cancel = () => hangUp(ada, id)
    const answer = () => accept(bob, id)
    await Promise.all(round % 2 ? [cancel(), answer()] : [answer(), cancel()])
    const [byAda, byBob, bySecond] = await Promise.all([ada.heard(), bob.heard(), second.heard()])
    const ended = byAda.filter((fact) => fact.startsWith('callEnded'))
    expect(ended).toHaveLength(1)
    expect(byBob.filter((fact) => fact.startsWith('callEnded'))).toEqual(ended)
    expect(bySecond.filter((fact) => fact.startsWith('callEnded'))).toHaveLength(1)
    expect(byAda.some((fact) => fact.startsWith('callAnswered'))).toBe(ended[0] === 'callEnded hangup')
  }
  expect(await server.stats()).toMatchObject({ calls: 0, timers: 0 })
})

test('requests of one device take effect in the order in which they were sent', async () => {
  await using server = await startTestServer()
  const { ada, bob } = await connectThree(server)
  await Promise.all([place(ada, 'bob'), hangUp(ada), place(ada, 'bob', crossingId), hangUp(ada, crossingId)])
  const call = ['incomingCall from ada', 'callEnded cancelled', 'missedCall from ada']
  expect(await bob.heard()).toEqual([...call, ...call])
})

test('signals travel in order and only between the two devices of the call', async () => {
  await using server = await startTestServer()
  const { ada, bob, second } = await connectThree(server)
  await place(ada, 'bob')
  await accept(bob)
  await second.heard()
  const send = (from: TestDevice, to: TestDevice, negotiation: string) =>
    from.request('signal', {
      callId,
      to: to.ref,
      signal: describing('v=0 candidate:1 1 udp', negotiation),
    })
  const numbers = Array.from({ length: 20 }, (_, n) => String(n))
  await Promise.all(numbers.map((n) => send(ada, bob, n)))
  for (const negotiation of numbers) {
    expect(await bob.hears(`signal from ${longId('ada-1')}`)).toMatchObject({ from: ada.ref, signal: { negotiation } })
  }
  expect(await send(second, ada, '0')).toEqual({ ok: false, error: 'notInCall' })
  expect(await send(ada, second, '0')).toEqual({ ok: false, error: 'notInCall' })
  expect(await second.heard()).toEqual([])
  expect((await server.stats()).droppedSignals).toBe(2)
  expect(server.text()).not.toContain('candidate:')
})

test('two hundred calls leave nothing behind', async () => {
  await using server = await startTestServer()
  const { ada, bob, second } = await connectThree(server)
  const ways = [
    async (id: string) => [await accept(bob, id), await hangUp(ada, id)],
    async (id: string) => [await accept(second, id), await hangUp(second, id)],
    async (id: string) => [await bob.request('confirmRinging', { callId: id }), await hangUp(ada, id)],
    async (id: string) => [await second.request('rejectCall', { callId: id })],
  ]
  for (let round = 0; round < 200; round += 1) {
    const id = longId(`call-${round}-`)
    await place(ada, 'bob', id)
    await ways[round % ways.length]?.(id)
  }
  for (const device of [ada, bob, second]) await device.leave()
  await server.socketsLeft(0)
  // Missed calls are written a little later.
  await server.clock.advance(1_000)
  expect(await server.stats()).toEqual({
    calls: 0,
    timers: 0,
    droppedSignals: 0,
    connections: 0,
    sockets: 0,
    links: 0,
    atLinks: 0,
    inQueue: 0,
    watchers: 0,
  })
  expect(server.clock.pending).toBe(0)
})
