import { clientEvents, continuingRequests, limits } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { connectDevice, longId, type TestDevice } from '../testing/connectDevice.ts'
import { connectGuest } from '../testing/connectGuest.ts'
import { describing } from '../testing/describing.ts'
import { handshakeOf } from '../testing/handshakeOf.ts'
import { startTestServer, type TestServer } from '../testing/startTestServer.ts'

const callId = longId('call-1')
const previous = limits.PROTOCOL_VERSION - 1

/** Lets Ada call Bob, who answers. */
async function answer(server: TestServer) {
  const [ada, bob] = [await connectDevice(server, 'ada'), await connectDevice(server, 'bob')]
  await ada.request('placeCall', { callId, callee: 'bob', media: 'video' })
  const ack = await bob.request('acceptCall', { callId })
  if (!ack.ok || ack.call.state !== 'answered') throw new Error('nobody answered')
  await ada.hears(`callAnswered ${bob.deviceId} video`)
  return { ada, bob, ticket: ack.call.ticket }
}

/** Connects the device again, with a page of the previous version. */
async function comeBackOld(server: TestServer, { userId, deviceId, self }: TestDevice, protocol = previous) {
  const auth = await handshakeOf(server, { ...self, userId }, deviceId, { protocol })
  return connectDevice(server, userId, { deviceId, self, auth })
}

/** A call whose two devices have lost the server, which has forgotten it: as one that was replaced. */
async function replaced(server: TestServer) {
  const before = await answer(server)
  await before.ada.leave()
  await before.bob.leave()
  await server.clock.advance(60_000)
  expect(await server.stats()).toMatchObject({ calls: 0 })
  const claim = (device: TestDevice) =>
    device.request('sync', { call: { callId, status: 'IN_CALL', ticket: before.ticket } })
  const comeBackNew = ({ userId, deviceId, self }: TestDevice) => connectDevice(server, userId, { deviceId, self })
  return { before, claim, comeBackNew }
}

/** The call, with Ada on a page of the previous version and Bob on one of this. */
async function goingOn(server: TestServer) {
  const { before, claim, comeBackNew } = await replaced(server)
  const ada = await comeBackOld(server, before.ada)
  const claimed = await claim(ada)
  const bob = await comeBackNew(before.bob)
  await claim(bob)
  return { ada, bob, claimed, before, claim, comeBackNew }
}

test('a call goes on between a page of the previous version and one of this: with signals, ICE servers and a hang-up', async () => {
  await using server = await startTestServer()
  const { ada, bob, claimed } = await goingOn(server)
  expect(claimed).toMatchObject({ ok: true, call: { callId, state: 'answered', answeredBy: bob.ref } })
  expect(await ada.request('getIceServers', {})).toMatchObject({ ok: true })
  expect(await ada.request('signal', { callId, to: bob.ref, signal: describing('v=0') })).toEqual({ ok: true })
  await bob.hears(`signal from ${ada.deviceId}`)
  expect(await bob.request('signal', { callId, to: ada.ref, signal: describing('v=0') })).toEqual({ ok: true })
  await ada.hears(`signal from ${bob.deviceId}`)
  const carol = await connectDevice(server, 'carol')
  await carol.request('placeCall', { callId: longId('carol-1'), callee: 'ada', media: 'voice' })
  // Its page knows nothing of calls beside its own.
  await server.clock.advance(limits.ENGAGED_MS)
  expect(await carol.heard()).toEqual(['callEnded busy'])
  expect(await ada.request('endCall', { callId, reason: 'hangup' })).toEqual({ ok: true })
  await bob.hears('callEnded hangup')
  expect(await server.stats()).toMatchObject({ calls: 0, timers: 0 })
})

test('it goes on after each change of network, on a new connection', async () => {
  await using server = await startTestServer()
  const { ada, bob, before, claim } = await goingOn(server)
  const again = await comeBackOld(server, before.ada)
  expect(await claim(again)).toMatchObject({ ok: true, call: { state: 'answered' } })
  expect(await ada.disconnected).toBe('replaced')
  await bob.request('signal', { callId, to: again.ref, signal: describing('v=0') })
  await again.hears(`signal from ${bob.deviceId}`)
})

test('a guest of the previous version goes on with a call at a link, too', async () => {
  await using server = await startTestServer()
  const link = 'A'.repeat(22)
  const join = (device: TestDevice, name: string | null) =>
    device.request('joinLink', { callId: longId(`link-${device.deviceId}`), link, media: 'video', name })
  const [ada, guest] = [await connectDevice(server, 'ada'), await connectGuest(server)]
  await ada.request('createCallLink', { link })
  await join(guest, 'Grace')
  const met = await join(ada, null)
  if (!met.ok || met.call?.state !== 'answered') throw new Error('the two have not met')
  await Promise.all([ada.leave(), guest.leave()])
  await server.clock.advance(60_000)
  const again = await comeBackOld(server, guest)
  const call = { callId: met.call.callId, status: 'IN_CALL', ticket: met.call.ticket } as const
  expect(await again.request('sync', { call })).toMatchObject({ ok: true, call: { state: 'answered' } })
})

test.each(['itself', 'the other side'])(
  'once the call is over, as %s has hung up, the page is let go and learns at its next try that it is too old',
  async (who) => {
    await using server = await startTestServer()
    const { ada, bob, before } = await goingOn(server)
    await (who === 'itself' ? ada : bob).request('endCall', { callId, reason: 'hangup' })
    if (who !== 'itself') await ada.hears('callEnded hangup')
    expect(await ada.disconnected).toBe('network')
    await expect(comeBackOld(server, before.ada)).rejects.toMatchObject({ code: 'unsupportedVersion' })
  },
)

describe('a page of the previous version', () => {
  const others = Object.keys(clientEvents).filter((event) => !(continuingRequests as readonly string[]).includes(event))

  test('may ask for nothing else: no calls, no list of people, no keys', async () => {
    await using server = await startTestServer()
    const { ada } = await goingOn(server)
    expect(others).toHaveLength(Object.keys(clientEvents).length - 4)
    for (const event of others) {
      expect(await ada.sendRaw(event, { as: 'it was then' }), event).toEqual({
        ok: false,
        error: 'unsupportedVersion',
      })
    }
    expect(await ada.sendRaw('endCall', {})).toEqual({ ok: false, error: 'invalid' })
  })

  test.each([null, { callId, status: 'OUTGOING' }, { callId, status: 'INCOMING' }] as const)(
    'that is in no call (%j) is let go, and refused at its next try; nobody has seen it online',
    async (call) => {
      await using server = await startTestServer()
      const watcher = await connectDevice(server, 'bob')
      const ada = await connectDevice(server, 'ada')
      await ada.leave()
      await watcher.request('watchPresence', { query: '' })
      const old = await comeBackOld(server, ada)
      const dialled = await watcher.request('placeCall', { callId: longId('to-ada'), callee: 'ada', media: 'voice' })
      expect(dialled).toEqual({ ok: false, error: 'offline' })
      expect(await old.request('sync', { call })).toMatchObject({ ok: true, call: null, invitation: null })
      expect(await old.disconnected).toBe('network')
      await expect(comeBackOld(server, ada)).rejects.toMatchObject({ code: 'unsupportedVersion' })
      await server.clock.advance(limits.PRESENCE_INTERVAL_MS)
      expect(await watcher.heard()).toEqual([])
      // The page that it becomes is let in.
      await connectDevice(server, 'ada', { deviceId: ada.deviceId, self: ada.self })
    },
  )

  test('whose call cannot be taken up stays, is not called, and may ask again', async () => {
    await using server = await startTestServer()
    const { before, claim, comeBackNew } = await replaced(server)
    // Bob's page says that it is in no call.
    const bob = await comeBackNew(before.bob)
    await bob.request('sync', { call: null })
    const ada = await comeBackOld(server, before.ada)
    expect(await claim(ada)).toMatchObject({ ok: true, call: null })
    const dialled = await bob.request('placeCall', { callId: longId('bob-1'), callee: 'ada', media: 'voice' })
    expect(dialled).toEqual({ ok: false, error: 'offline' })
    expect(await claim(ada)).toMatchObject({ ok: true, call: null })
    await ada.request('endCall', { callId, reason: 'hangup' })
    expect(await ada.disconnected).toBe('network')
  })

  test('that asks again on the same connection keeps it', async () => {
    await using server = await startTestServer()
    const { ada, bob, claim } = await goingOn(server)
    expect(await claim(ada)).toMatchObject({ ok: true, call: { state: 'answered' } })
    await bob.request('signal', { callId, to: ada.ref, signal: describing('v=0') })
    await ada.hears(`signal from ${bob.deviceId}`)
  })

  test('that has lost its call ends it for the other side, too', async () => {
    await using server = await startTestServer()
    const { ada, bob } = await goingOn(server)
    expect(await ada.request('sync', { call: null })).toMatchObject({ ok: true, call: null })
    await bob.hears('callEnded hangup')
  })

  test('is not told of a call that rings on another device meanwhile', async () => {
    await using server = await startTestServer()
    const { before, claim } = await replaced(server)
    const tablet = await connectDevice(server, 'ada', { deviceId: longId('ada-2'), self: before.ada.self })
    const carol = await connectDevice(server, 'carol')
    await carol.request('placeCall', { callId: longId('carol-1'), callee: 'ada', media: 'voice' })
    expect(await tablet.request('sync', { call: null })).toMatchObject({ invitations: [{ callId: longId('carol-1') }] })
    const claimed = await claim(await comeBackOld(server, before.ada))
    expect(claimed).toMatchObject({ ok: true, call: { state: 'answered' }, invitation: null })
  })

  test('that finds its call ended meanwhile is let go', async () => {
    await using server = await startTestServer()
    const { ada, bob, before, claim } = await goingOn(server)
    await ada.leave()
    await bob.request('endCall', { callId, reason: 'hangup' })
    const again = await comeBackOld(server, before.ada)
    expect(await claim(again)).toMatchObject({ ok: true, call: { state: 'ended', reason: 'hangup' } })
    expect(await again.disconnected).toBe('network')
  })

  test('claims no ID', async () => {
    await using server = await startTestServer()
    const self = { ...(await server.personOf('ada')), userId: 'ada' }
    const auth = await handshakeOf(server, self, longId('ada-1'), { protocol: previous })
    await expect(connectDevice(server, 'ada', { auth })).rejects.toMatchObject({ code: 'unsupportedVersion' })
    const other = await connectDevice(server, 'ada', { self: await server.personOf('bob') })
    expect(other.userId).toBe('ada')
  })

  test('is told nothing that it may not understand', async () => {
    await using server = await startTestServer()
    const { ada } = await goingOn(server)
    ada.unread()
    const carol = await connectDevice(server, 'carol')
    await carol.request('placeCall', { callId: longId('carol-1'), callee: 'ada', media: 'voice' })
    await carol.request('endCall', { callId: longId('carol-1'), reason: 'hangup' })
    await server.idle()
    // That an unknown call is over, it understands.
    expect(await ada.heard()).toEqual(['callEnded cancelled'])
  })

  test('needs a proof of its own version, and one of an older or a newer is refused', async () => {
    await using server = await startTestServer()
    const ada = await connectDevice(server, 'ada')
    const auth = await handshakeOf(server, { ...ada.self, userId: 'ada' }, ada.deviceId)
    const mixed = connectDevice(server, 'ada', { auth: { ...auth, protocol: previous } })
    await expect(mixed).rejects.toMatchObject({ code: 'proofWrong' })
    for (const protocol of [previous - 1, limits.PROTOCOL_VERSION + 1]) {
      await expect(comeBackOld(server, ada, protocol)).rejects.toMatchObject({ code: 'unsupportedVersion' })
    }
  })
})

/** What a page of version 4 reads of an answered call, as it was. Its objects are strict. */
const version4 = (() => {
  const device = z.strictObject({ userId: z.string(), deviceId: z.string() })
  const call = {
    callId: z.string(),
    kind: z.string(),
    media: z.string(),
    rev: z.int(),
    caller: device,
    callee: z.string(),
  }
  const view = z.discriminatedUnion('state', [
    z.strictObject({
      ...call,
      state: z.literal('answered'),
      answeredBy: device,
      ticket: z.string(),
      name: z.optional(z.string()),
    }),
    z.strictObject({ ...call, state: z.literal('ended'), reason: z.string() }),
  ])
  return {
    sync: z.strictObject({
      ok: z.literal(true),
      now: z.number(),
      call: z.nullable(view),
      invitation: z.null(),
      missed: z.array(z.strictObject({ callId: z.string(), caller: z.string(), media: z.string(), at: z.number() })),
    }),
    getIceServers: z.strictObject({ ok: z.literal(true), iceServers: z.array(z.looseObject({})), ttlSeconds: z.int() }),
    callEnded: z.strictObject({ callId: z.string(), rev: z.int(), reason: z.string() }),
    signal: z.strictObject({
      callId: z.string(),
      from: device,
      signal: z.strictObject({
        type: z.literal('description'),
        attempt: z.optional(z.int()),
        negotiation: z.string(),
        description: z.strictObject({ type: z.string(), sdp: z.string() }),
        seal: z.strictObject({
          identity: z.strictObject({ root: z.string(), certificates: z.array(z.string()), revocations: z.null() }),
          signature: z.string(),
        }),
      }),
    }),
  }
})()

test('what a page of version 4 is answered and told in its call has the shape of version 4', async () => {
  await using server = await startTestServer()
  const { ada, bob, claimed } = await goingOn(server)
  expect(version4.sync.safeParse(claimed).error).toBeUndefined()
  expect(version4.getIceServers.safeParse(await ada.request('getIceServers', {})).error).toBeUndefined()
  await bob.request('signal', { callId, to: ada.ref, signal: describing('v=0') })
  expect(version4.signal.safeParse(await ada.hears(`signal from ${bob.deviceId}`)).error).toBeUndefined()
  await bob.request('endCall', { callId, reason: 'hangup' })
  expect(version4.callEnded.safeParse(await ada.hears('callEnded hangup')).error).toBeUndefined()
})
