import { limits } from '@parley/protocol'
import { expect, test } from 'vitest'
import { connectDevice, longId, type TestDevice } from '../testing/connectDevice.ts'
import { startTestServer, type TestServer } from '../testing/startTestServer.ts'

const refused = (error: string) => ({ ok: false, error })
const waitOf = ({ deviceId }: TestDevice, round = 1): string => `wait-${round}-of-${deviceId}`
const ready = (device: TestDevice, round = 1, avoid: string[] = []) =>
  device.request('findMatch', { callId: waitOf(device, round), media: 'video', avoid })
const stop = (device: TestDevice, round = 1) =>
  device.request('endCall', { callId: waitOf(device, round), reason: 'hangup' })
const report = (device: TestDevice, round = 1) => device.request('reportMatch', { callId: waitOf(device, round) })
const waits = (waiting: number) => ({ ok: true, call: null, waiting })

async function connect(server: TestServer, ...names: string[]): Promise<TestDevice[]> {
  return Promise.all(names.map((name) => connectDevice(server, name)))
}
async function connectTwo(server: TestServer): Promise<[TestDevice, TestDevice]> {
  return [await connectDevice(server, 'ada'), await connectDevice(server, 'bob')]
}
/** The device crashes and loads its page again. */
async function reload(server: TestServer, { userId, deviceId, self, socket }: TestDevice): Promise<TestDevice> {
  socket.io.engine?.close()
  await server.logged({ event: 'left', deviceId })
  const back = await connectDevice(server, userId, { deviceId, self })
  await back.request('sync', { call: null })
  return back
}

test('two who are ready are in one call, the lower device first, and both are told', async () => {
  await using server = await startTestServer()
  const [ada, bob] = await connectTwo(server)
  expect(await ready(bob)).toEqual(waits(1))
  const call = { callId: waitOf(ada), kind: 'match', state: 'answered', caller: ada.ref, answeredBy: bob.ref }
  expect(await ready(ada)).toMatchObject({ ok: true, call, waiting: 0 })
  expect(await bob.hears(`callMet match ${ada.deviceId}`)).toMatchObject({ waited: waitOf(bob), call })
  expect(await ready(bob)).toMatchObject({ ok: true, call })
  await stop(bob)
  await ada.hears('callEnded hangup')
  expect(await server.stats()).toMatchObject({ calls: 0, timers: 0, inQueue: 0 })
})

test('"next" leaves and is ready again: not for the same person within an hour, and then it is, by itself', async () => {
  await using server = await startTestServer()
  const [ada, bob] = await connectTwo(server)
  await ready(ada)
  await ready(bob)
  await stop(ada)
  expect(await ready(ada, 2)).toEqual(waits(1))
  await server.clock.advance(1_000)
  expect(await ready(bob, 2)).toEqual(waits(2))
  await server.clock.advance(limits.MATCH_AGAIN_MS - 1_001)
  expect(await server.stats()).toMatchObject({ calls: 0, inQueue: 2 })
  await server.clock.advance(1)
  await bob.hears(`callMet match ${ada.deviceId}`)
  expect(await ada.heard()).toContain(`callMet match ${ada.deviceId}`)
  expect(await server.stats()).toMatchObject({ calls: 1, timers: 0, inQueue: 0 })
})

test('first come, first met, and never with oneself on another device', async () => {
  await using server = await startTestServer()
  const [ada, bob, carol] = await connect(server, 'ada', 'bob', 'carol')
  if (!ada || !bob || !carol) throw new Error('somebody is missing')
  const second = await connectDevice(server, 'ada', { deviceId: longId('ada-2') })
  await ready(ada)
  expect(await ready(second)).toEqual(waits(1))
  expect(await ada.heard()).toEqual(['callEnded answeredElsewhere'])
  expect(await ready(ada)).toMatchObject({ call: { state: 'ended' } })
  await ready(carol, 1, ['ada'])
  expect(await ready(bob)).toMatchObject({ call: { caller: second.ref } })
  expect((await server.stats()).inQueue).toBe(1)
})

test('two do not meet if either wants to avoid the other', async () => {
  await using server = await startTestServer()
  const [ada, bob] = await connectTwo(server)
  await ready(ada, 1, ['BOB'])
  expect(await ready(bob)).toEqual(waits(2))
  await stop(ada)
  await stop(bob)
  await ready(ada, 2)
  expect(await ready(bob, 2, ['ada'])).toEqual(waits(2))
  await stop(bob, 2)
  expect(await ready(bob, 3)).toMatchObject({ call: { state: 'answered' } })
})

test('stopping while another comes leaves nobody in a call, every time', async () => {
  await using server = await startTestServer()
  const ada = await connectDevice(server, 'ada')
  for (let round = 1; round <= 60; round += 1) {
    const other = await connectDevice(server, `other-${round}`)
    await ready(ada, round)
    const both = [() => stop(ada, round), () => ready(other)]
    await Promise.all((round % 2 ? both : both.reverse()).map((ask) => ask()))
    expect((await server.stats()).calls).toBe(0)
    await stop(other)
    await other.leave()
    expect(await server.stats()).toMatchObject({ calls: 0, timers: 0, inQueue: 0 })
  }
})

test('those who wait hear how many they are, at most once a second', async () => {
  await using server = await startTestServer()
  const names = ['ada', 'bob', 'carol', 'dave']
  const [ada, bob, carol, dave] = await connect(server, ...names)
  if (!ada || !bob || !carol || !dave) throw new Error('somebody is missing')
  await ready(ada, 1, names)
  await ready(bob, 1, names)
  await server.clock.advance(0)
  expect(await ada.heard()).toEqual(['queueChanged 2'])
  // Bob's acknowledgement had the size, so he gets no event.
  expect(await bob.heard()).toEqual([])
  await ready(carol, 1, names)
  await ready(dave, 1, names)
  await server.clock.advance(999)
  expect(await ada.heard()).toEqual([])
  await server.clock.advance(1)
  for (const device of [ada, bob, carol]) expect(await device.heard()).toEqual(['queueChanged 4'])
  expect(await dave.heard()).toEqual([])
  for (const device of [dave, carol, bob]) await stop(device)
  await server.clock.advance(1_000)
  expect(await ada.heard()).toEqual(['queueChanged 1'])
  expect(await server.stats()).toMatchObject({ timers: 0, inQueue: 1 })
})

test('five people and one crash: nobody meets the one who is gone, and the last waits alone', async () => {
  await using server = await startTestServer()
  const people = await connect(server, 'ada', 'bob', 'carol', 'dave', 'eve')
  const [ada, bob, carol, dave, eve] = people
  if (!ada || !bob || !carol || !dave || !eve) throw new Error('somebody is missing')
  await ready(ada)
  ada.socket.io.engine?.close()
  await server.logged({ event: 'left', deviceId: ada.deviceId })
  expect(await server.stats()).toMatchObject({ inQueue: 0, timers: 0 })
  expect(await ready(bob)).toEqual(waits(1))
  expect(await ready(carol)).toMatchObject({ call: { caller: bob.ref } })
  expect(await ready(dave)).toEqual(waits(1))
  expect(await ready(eve)).toMatchObject({ call: { caller: dave.ref } })
  const back = await connectDevice(server, 'ada', { deviceId: ada.deviceId, self: ada.self })
  const believed = { callId: waitOf(ada), status: 'OUTGOING' } as const
  expect(await back.request('sync', { call: believed })).toMatchObject({ call: null })
  expect(await ready(back)).toEqual(waits(1))
  expect(await server.stats()).toMatchObject({ calls: 2, inQueue: 1 })
})

test('somebody whose partner has vanished hears of it once the partner is back without the call', async () => {
  await using server = await startTestServer()
  const [ada, bob] = await connectTwo(server)
  await ready(ada)
  await ready(bob)
  await reload(server, ada)
  await bob.hears('callEnded lost')
})

test('two who meet and are gone both leave nothing behind', async () => {
  await using server = await startTestServer()
  for (let round = 1; round <= 20; round += 1) {
    const [ada, bob] = [await connectDevice(server, `ada-${round}`), await connectDevice(server, `bob-${round}`)]
    await ready(ada)
    ada.socket.io.engine?.close()
    void ready(bob).catch(() => {})
    bob.socket.io.engine?.write('1')
    bob.socket.io.engine?.close()
    await server.settled()
  }
  await server.clock.advance(60_000)
  expect(await server.stats()).toMatchObject({ calls: 0, timers: 0, inQueue: 0, connections: 0 })
})

test('somebody in a call cannot be ready on another device, and somebody who calls is met by nobody', async () => {
  await using server = await startTestServer()
  const [ada, bob, carol] = await connect(server, 'ada', 'bob', 'carol')
  if (!ada || !bob || !carol) throw new Error('somebody is missing')
  const second = await connectDevice(server, 'ada', { deviceId: longId('ada-2') })
  await ready(ada)
  await second.request('placeCall', { callId: longId('call-1'), callee: 'carol', media: 'voice' })
  expect(await ready(bob)).toEqual(waits(1))
  expect(await ada.heard()).toContain('callEnded alreadyInCall')
  expect(await ready(ada, 2)).toEqual(refused('alreadyInCall'))
})

test('a device waits in one place only', async () => {
  await using server = await startTestServer()
  const [ada, bob] = await connectTwo(server)
  const link = `${'l'.repeat(21)}A`
  await ada.request('createCallLink', { link })
  await ready(ada)
  await ada.request('joinLink', { callId: waitOf(ada, 2), link, media: 'video', name: null })
  expect(await server.stats()).toMatchObject({ inQueue: 0, atLinks: 1 })
  await ready(ada, 3)
  expect(await server.stats()).toMatchObject({ inQueue: 1, atLinks: 0 })
  await ada.request('sync', { call: null })
  expect(await server.stats()).toMatchObject({ inQueue: 0, timers: 0 })
  expect(await ready(bob)).toEqual(waits(1))
})

test('T26: somebody who misbehaves in a match is not met again, and by nobody for a day once three have said so', async () => {
  await using server = await startTestServer()
  const [mallory, ada, bob, carol, dave] = await connect(server, 'mallory', 'ada', 'bob', 'carol', 'dave')
  if (!mallory || !ada || !bob || !carol || !dave) throw new Error('somebody is missing')
  for (const [round, victim] of [ada, bob, carol].entries()) {
    await ready(mallory, round)
    expect(await ready(victim)).toMatchObject({ call: { state: 'answered' } })
    // Reports during the match and after it count once.
    if (round === 0) expect(await report(victim)).toEqual({ ok: true })
    await stop(victim)
    expect(await report(victim)).toEqual({ ok: true })
    await server.logged({ event: 'reported', by: victim.userId, whom: 'mallory' })
  }
  expect(server.text().match(/"event":"reported"/g)).toHaveLength(3)
  expect(await ready(mallory, 9)).toEqual(waits(1))
  expect(await ready(dave)).toEqual(waits(2))
  await server.clock.advance(24 * 60 * 60_000)
  await dave.hears(`callMet match ${dave.deviceId}`)
  await stop(dave)
  await ready(mallory, 10)
  for (const victim of [ada, bob, carol])
    expect(await ready(victim, 2, ['ada', 'bob', 'carol'])).toMatchObject({ call: null })
})

test('T26: only somebody who was in a match can report it, and only a match', async () => {
  await using server = await startTestServer()
  const [ada, bob, carol] = await connect(server, 'ada', 'bob', 'carol')
  if (!ada || !bob || !carol) throw new Error('somebody is missing')
  await ready(ada)
  await ready(bob)
  const callId = waitOf(ada)
  const elsewhere = await connectDevice(server, 'bob', { deviceId: longId('bob-2') })
  for (const device of [carol, elsewhere])
    expect(await device.request('reportMatch', { callId })).toEqual(refused('notInCall'))
  await stop(ada)
  const call = { callId: longId('call-1'), callee: 'bob', media: 'voice' } as const
  await ada.request('placeCall', call)
  await bob.request('acceptCall', { callId: call.callId })
  expect(await ada.request('reportMatch', { callId: call.callId })).toEqual(refused('notInCall'))
  expect(server.text()).not.toContain('"event":"reported"')
})

test('being ready is limited for each user', async () => {
  await using server = await startTestServer({ env: { LIMITS: 'matches=2/60' } })
  const [ada, bob] = await connectTwo(server)
  for (let round = 1; round <= 2; round += 1) expect(await ready(ada, round)).toMatchObject({ ok: true })
  expect(await ready(ada, 3)).toEqual(refused('tooMany'))
  expect(await ready(bob)).toMatchObject({ call: { state: 'answered' } })
})
