import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { limits } from '@parley/protocol'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectDevice, longId, type TestDevice } from '../testing/connectDevice.ts'
import { describing } from '../testing/describing.ts'
import { handshakeOf } from '../testing/handshakeOf.ts'
import { startTestServer, type TestServer } from '../testing/startTestServer.ts'

const callId = longId('call-1')
let folder = ''
let used = 0

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-restart-'))
})
afterAll(() => rm(folder, { recursive: true }))

const nextFolder = (): string => {
  used += 1
  return join(folder, String(used))
}

/** Lets Ada call Bob, who answers; both have the ticket. */
async function answer(server: TestServer) {
  const [ada, bob] = [await connectDevice(server, 'ada'), await connectDevice(server, 'bob')]
  await ada.request('placeCall', { callId, callee: 'bob', media: 'video' })
  const ack = await bob.request('acceptCall', { callId })
  const told = await ada.hears(`callAnswered ${bob.deviceId} video`)
  if (!ack.ok || ack.call.state !== 'answered' || !('ticket' in told)) throw new Error('nobody answered')
  expect(told.ticket).toBe(ack.call.ticket)
  return { ada, bob, ticket: ack.call.ticket }
}

/** Closes the server and starts a new one on the same folder and port, a second later. */
async function startAgain(server: TestServer, dataDir: string): Promise<TestServer> {
  await server.close()
  await server.clock.advance(1_000)
  return startTestServer({ env: { DATA_DIR: dataDir, PORT: String(server.port) }, clock: server.clock })
}

const comeBack = (server: TestServer, { userId, deviceId, self }: TestDevice) =>
  connectDevice(server, userId, { deviceId, self })
const claim = (device: TestDevice, ticket: string) =>
  device.request('sync', { call: { callId, status: 'IN_CALL', ticket } })

test('a server that stops says so, ends no call, and is no longer to be reached', async () => {
  const server = await startTestServer()
  const { ada, bob } = await answer(server)
  bob.unread()
  await server.close()
  expect(await Promise.all([ada.disconnected, bob.disconnected])).toEqual(['network', 'network'])
  for (const device of [ada, bob]) expect(device.unread()).toEqual(['serverStopping'])
  await expect(connectDevice(server, 'carol')).rejects.toMatchObject({ code: 'disconnected' })
})

test('it says so to a device that polls, too', async () => {
  const server = await startTestServer()
  const ada = await connectDevice(server, 'ada', { socket: { transports: ['polling'] } })
  await server.close()
  expect(await ada.disconnected).toBe('network')
  expect(ada.unread()).toEqual(['serverStopping'])
})

test('after a restart the call is known again: others find both busy, signals pass, and hanging up ends it', async () => {
  const dataDir = nextFolder()
  const first = await startTestServer({ env: { DATA_DIR: dataDir } })
  const before = await answer(first)
  await using second = await startAgain(first, dataDir)
  const ada = await comeBack(second, before.ada)
  expect(await claim(ada, before.ticket)).toMatchObject({
    call: { callId, state: 'answered', caller: before.ada.ref, answeredBy: before.bob.ref, ticket: before.ticket },
  })
  const bob = await comeBack(second, before.bob)
  expect(await claim(bob, before.ticket)).toMatchObject({ call: { state: 'answered' } })
  const carol = await connectDevice(second, 'carol')
  for (const callee of ['ada', 'bob']) {
    await carol.request('placeCall', { callId: longId(`to-${callee}`), callee, media: 'voice' })
    await second.clock.advance(limits.ENGAGED_MS)
    expect(await carol.heard()).toEqual(['callEnded busy'])
  }
  expect(await carol.request('watchPresence', { query: '' })).toMatchObject({
    people: [
      { userId: 'ada', state: 'inCall' },
      { userId: 'bob', state: 'inCall' },
    ],
  })
  await ada.request('signal', { callId, to: bob.ref, signal: describing('v=0') })
  await bob.hears(`signal from ${ada.deviceId}`)
  await second.clock.advance(600_000)
  await bob.request('endCall', { callId, reason: 'hangup' })
  await ada.hears('callEnded hangup')
  expect(await second.stats()).toMatchObject({ calls: 0, timers: 0 })
})

test('a server with other data does not know the ticket', async () => {
  const first = await startTestServer({ env: { DATA_DIR: nextFolder() } })
  const before = await answer(first)
  await using second = await startAgain(first, nextFolder())
  const ada = await comeBack(second, before.ada)
  expect(await claim(ada, before.ticket)).toMatchObject({ ok: true, call: null })
})

test('T1: a ticket that somebody else was given is worth nothing', async () => {
  const dataDir = nextFolder()
  const first = await startTestServer({ env: { DATA_DIR: dataDir } })
  const before = await answer(first)
  await using second = await startAgain(first, dataDir)
  const carol = await connectDevice(second, 'carol')
  const otherOfAda = await connectDevice(second, 'ada', { deviceId: longId('ada-2'), self: before.ada.self })
  const namesake = await connectDevice(second, 'mallory', { deviceId: before.ada.deviceId })
  for (const device of [carol, otherOfAda, namesake]) {
    expect(await claim(device, before.ticket)).toMatchObject({ ok: true, call: null })
  }
  expect((await second.stats()).calls).toBe(0)
})

test('a ticket that is too long is outside of the contract', async () => {
  await using server = await startTestServer()
  const ada = await connectDevice(server, 'ada')
  const call = { callId, status: 'IN_CALL', ticket: 't'.repeat(2_049) }
  expect(await ada.sendRaw('sync', { call })).toEqual({ ok: false, error: 'invalid' })
})

test('the one who has not heard of the end finds the call again, and ends it for want of media', async () => {
  const dataDir = nextFolder()
  const first = await startTestServer({ env: { DATA_DIR: dataDir } })
  const before = await answer(first)
  before.bob.socket.disconnect()
  await before.ada.request('endCall', { callId, reason: 'hangup' })
  await using second = await startAgain(first, dataDir)
  const bob = await comeBack(second, before.bob)
  expect(await claim(bob, before.ticket)).toMatchObject({ call: { state: 'answered' } })
  expect(await bob.request('endCall', { callId, reason: 'lost' })).toEqual({ ok: true })
  expect(await second.stats()).toMatchObject({ calls: 0, timers: 0 })
})

describe('a call that rang when the server went', () => {
  /** Lets Ada's call ring at Bob's, and restarts the server. */
  async function ringAndRestart() {
    const dataDir = nextFolder()
    const first = await startTestServer({ env: { DATA_DIR: dataDir } })
    const [ada, bob] = [await connectDevice(first, 'ada'), await connectDevice(first, 'bob')]
    await ada.request('placeCall', { callId, callee: 'bob', media: 'video' })
    await bob.request('confirmRinging', { callId })
    await ada.hears(`deviceRinging ${bob.deviceId}`)
    return { first, second: await startAgain(first, dataDir), ada, bob }
  }
  const place = (device: TestDevice, callee = 'bob') => device.request('placeCall', { callId, callee, media: 'video' })

  test('goes on ringing with the caller back first, and is answered', async () => {
    const before = await ringAndRestart()
    await using second = before.second
    const ada = await comeBack(second, before.ada)
    expect(await place(ada)).toMatchObject({ ok: true, call: { state: 'ringing', ringing: [] } })
    await second.clock.advance(5_000)
    const bob = await comeBack(second, before.bob)
    expect(await bob.request('sync', { call: { callId, status: 'INCOMING' } })).toMatchObject({
      call: { state: 'ringing' },
    })
    await bob.request('confirmRinging', { callId })
    await ada.hears(`deviceRinging ${bob.deviceId}`)
    await second.clock.advance(10_000)
    expect(await bob.request('acceptCall', { callId })).toMatchObject({ ok: true, call: { state: 'answered' } })
    await ada.hears(`callAnswered ${bob.deviceId} video`)
  })

  test('can be accepted by a callee who is back first, once the caller is', async () => {
    const before = await ringAndRestart()
    await using second = before.second
    const bob = await comeBack(second, before.bob)
    expect(await bob.request('acceptCall', { callId })).toEqual({ ok: false, error: 'unavailable' })
    const ada = await comeBack(second, before.ada)
    expect(await place(ada)).toMatchObject({ ok: true })
    expect(await bob.request('acceptCall', { callId })).toMatchObject({ ok: true, call: { state: 'answered' } })
  })

  test('is not waited for by a callee when its caller has cancelled it meanwhile, and keeps nobody busy', async () => {
    const before = await ringAndRestart()
    await using second = before.second
    const ada = await comeBack(second, before.ada)
    await ada.request('endCall', { callId, reason: 'hangup' })
    const bob = await comeBack(second, before.bob)
    expect(await bob.request('acceptCall', { callId })).toEqual({ ok: false, error: 'notInCall' })
    const carol = await connectDevice(second, 'carol')
    const dial = (device: TestDevice, name: string) =>
      device.request('placeCall', { callId: longId(name), callee: 'nobody', media: 'voice' })
    for (const [n, device] of [ada, carol].entries())
      expect(await dial(device, `to-nobody-${n}`)).toMatchObject({ ok: true })
  })

  test('ends as offline when nobody has come back in ten seconds, alike for an ID that nobody has', async () => {
    const before = await ringAndRestart()
    await using second = before.second
    for (const callee of ['bob', 'nobody']) {
      const ada = await connectDevice(second, `ada-${callee}`)
      const own = longId(`to-${callee}`)
      const ack = await ada.request('placeCall', { callId: own, callee, media: 'video' })
      expect(ack).toMatchObject({ ok: true, call: { state: 'ringing', callee } })
    }
    await second.clock.advance(10_000)
    expect(await second.stats()).toMatchObject({ calls: 0, timers: 0 })
    const bob = await comeBack(second, before.bob)
    expect(await bob.request('sync', { call: null })).toMatchObject({ missed: [{ caller: 'ada-bob' }] })
    expect(await place(bob, 'nobody')).toEqual({ ok: false, error: 'offline' })
    expect(await bob.request('acceptCall', { callId: longId('unknown') })).toEqual({ ok: false, error: 'notInCall' })
  })
})

test('a call whose two devices cannot reach the server for long is let go of, and taken up when they are back', async () => {
  await using server = await startTestServer()
  const before = await answer(server)
  await before.ada.leave()
  await before.bob.leave()
  await server.clock.advance(60_000)
  expect(await server.stats()).toMatchObject({ calls: 0, timers: 0 })
  const ada = await comeBack(server, before.ada)
  expect(await claim(ada, before.ticket)).toMatchObject({ call: { callId, state: 'answered' } })
  const bob = await comeBack(server, before.bob)
  expect(await claim(bob, before.ticket)).toMatchObject({ call: { callId, state: 'answered' } })
  await bob.request('endCall', { callId, reason: 'hangup' })
  await ada.hears('callEnded hangup')
  expect(await claim(ada, before.ticket)).toMatchObject({ call: { state: 'ended' } })
  expect(await server.stats()).toMatchObject({ calls: 0, timers: 0 })
})

test.each([-limits.PROOF_AGE_MS, -5_000, 0, 5_000, limits.PROOF_AGE_MS])(
  'T31: a proof of a device whose clock is %d ms off cannot be used again after a restart, and the device itself comes back at once',
  async (off) => {
    const dataDir = nextFolder()
    const first = await startTestServer({ env: { DATA_DIR: dataDir } })
    const self = await first.personOf('ada')
    const time = () => first.clock.wall() + off
    const auth = await handshakeOf(first, self, longId('ada-1'), { time: time() })
    const ada = await connectDevice(first, 'ada', { auth })
    expect(ada.socket.connected).toBe(true)
    // The fake clock stands while the server starts again, so that the proof is as young as can be.
    await first.close()
    await using second = await startTestServer({
      env: { DATA_DIR: dataDir, PORT: String(first.port) },
      clock: first.clock,
    })
    await expect(connectDevice(second, 'ada', { auth })).rejects.toMatchObject({ code: 'proofReplayed' })
    const again = await handshakeOf(second, self, longId('ada-1'), { time: time() })
    expect((await connectDevice(second, 'ada', { auth: again })).socket.connected).toBe(true)
  },
)
