import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CallMedia, limits } from '@parley/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hashOfLink } from '../callLinks/hashOfLink.ts'
import { openDirectory } from '../directory/openDirectory.ts'
import { connectDevice, longId, type TestDevice } from '../testing/connectDevice.ts'
import { connectGuest } from '../testing/connectGuest.ts'
import { describing } from '../testing/describing.ts'
import { startTestServer, type TestServer } from '../testing/startTestServer.ts'

const HOUR = 60 * 60_000
const link = `${'l'.repeat(21)}A`
const waits = { ok: true, call: null, waiting: 0 }
const refused = (error: string) => ({ ok: false, error })

let folder = ''
let used = 0
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-links-'))
})
afterAll(() => rm(folder, { recursive: true }))

const waitOf = ({ deviceId }: TestDevice, round = 1): string => `wait-${round}-of-${deviceId}`
const joinAs = (
  device: TestDevice,
  {
    round = 1,
    media = 'video',
    name = null,
    at = link,
  }: { round?: number; media?: CallMedia; name?: string | null; at?: string } = {},
) => device.request('joinLink', { callId: waitOf(device, round), link: at, media, name })
const leave = (device: TestDevice, round = 1) =>
  device.request('endCall', { callId: waitOf(device, round), reason: 'hangup' })

/** Connects Ada, Bob and Carol; Ada makes the link. */
async function connectThree(server: TestServer) {
  const ada = await connectDevice(server, 'ada')
  const made = await ada.request('createCallLink', { link })
  expect(made).toEqual({ ok: true, validForMs: limits.CALL_LINK_MS })
  return { ada, bob: await connectDevice(server, 'bob'), carol: await connectDevice(server, 'carol') }
}

async function startAgain(server: TestServer, dataDir: string): Promise<TestServer> {
  await server.close()
  await server.clock.advance(1_000)
  return startTestServer({ env: { DATA_DIR: dataDir, PORT: String(server.port) }, clock: server.clock })
}
const nextFolder = (): string => {
  used += 1
  return join(folder, String(used))
}
const comeBack = (server: TestServer, { userId, deviceId, self }: TestDevice) =>
  connectDevice(server, userId, { deviceId, self })

test('the first waits, the second connects both, a third hears that it is full', async () => {
  await using server = await startTestServer()
  const { ada, bob, carol } = await connectThree(server)
  expect(await joinAs(bob, { media: 'voice' })).toEqual(waits)
  expect(await ada.heard()).toEqual([])
  const met = await joinAs(ada)
  // The device with the lower ID is the caller, regardless of who came first.
  const call = {
    callId: waitOf(ada),
    kind: 'link',
    state: 'answered',
    media: 'video',
    caller: ada.ref,
    answeredBy: bob.ref,
  }
  expect(met).toMatchObject({ ok: true, call })
  expect(await bob.hears(`callMet link ${ada.deviceId}`)).toMatchObject({ waited: waitOf(bob), call })
  expect(await ada.hears(`callMet link ${ada.deviceId}`)).toMatchObject({ waited: waitOf(ada), call })
  expect(await joinAs(carol)).toEqual(refused('full'))
  await ada.request('signal', { callId: waitOf(ada), to: bob.ref, signal: describing('v=0') })
  await bob.hears(`signal from ${ada.deviceId}`)
  await leave(ada)
  await bob.hears('callEnded hangup')
  expect(await server.stats()).toMatchObject({ calls: 0, timers: 0, atLinks: 0 })
})

test('somebody who waits hears nothing of the others, and the others nothing of them, until there is a call', async () => {
  await using server = await startTestServer()
  const { ada, bob, carol } = await connectThree(server)
  await joinAs(ada)
  expect(await carol.request('watchPresence', { query: 'ada' })).toMatchObject({ people: [{ state: 'online' }] })
  await joinAs(bob)
  await carol.request('unwatchPresence', {})
  expect(await carol.heard()).toEqual([])
  expect(server.text()).not.toContain(link)
})

test('a repeated request is the same request, waiting, in the call and after it', async () => {
  await using server = await startTestServer()
  const { ada, bob } = await connectThree(server)
  expect(await joinAs(ada)).toEqual(waits)
  expect(await joinAs(ada)).toEqual(waits)
  await joinAs(bob)
  for (const device of [ada, bob]) {
    expect(await joinAs(device)).toMatchObject({ call: { callId: waitOf(ada), state: 'answered' } })
  }
  expect((await server.stats()).calls).toBe(1)
  await leave(bob)
  for (const device of [ada, bob])
    expect(await joinAs(device)).toMatchObject({ call: { state: 'ended', reason: 'hangup' } })
  expect(await server.stats()).toMatchObject({ calls: 0, atLinks: 0 })
})

test('leaving and coming back works, for either and for others, as often as they like', async () => {
  await using server = await startTestServer()
  const { ada, bob, carol } = await connectThree(server)
  for (let round = 1; round <= 20; round += 1) {
    const [first, second] =
      [
        [ada, bob],
        [bob, carol],
        [carol, ada],
      ][round % 3] ?? []
    if (!first || !second) throw new Error('nobody comes')
    expect(await joinAs(first, { round })).toEqual(waits)
    expect(await joinAs(second, { round })).toMatchObject({ call: { state: 'answered' } })
    await leave(round % 2 ? first : second, round)
    for (const device of [ada, bob, carol]) await device.heard()
  }
  expect(await server.stats()).toMatchObject({ calls: 0, timers: 0, atLinks: 0 })
})

test('of three who come at the same moment two are connected and one hears that it is full', async () => {
  await using server = await startTestServer()
  const { ada, bob, carol } = await connectThree(server)
  for (let round = 1; round <= 30; round += 1) {
    const acks = await Promise.all([ada, bob, carol].map((device) => joinAs(device, { round })))
    expect(acks.filter((ack) => !ack.ok)).toEqual([refused('full')])
    expect(acks.filter((ack) => ack.ok && ack.call)).toHaveLength(1)
    expect(await server.stats()).toMatchObject({ calls: 1, atLinks: 0 })
    await Promise.all([ada, bob, carol].map((device) => leave(device, round)))
    for (const device of [ada, bob, carol]) await device.heard()
  }
})

test('stopping while another comes leaves nobody in a call and nobody behind, every time', async () => {
  await using server = await startTestServer()
  const { ada, bob } = await connectThree(server)
  for (let round = 1; round <= 100; round += 1) {
    await joinAs(ada, { round })
    const both = [() => leave(ada, round), () => joinAs(bob, { round })]
    const [one, other] = await Promise.all((round % 2 ? both : both.reverse()).map((ask) => ask()))
    const joined = [one, other].find((ack) => ack && 'waiting' in ack)
    const heard = await bob.heard()
    // Either they met and Ada hung up, or Bob waits alone.
    if (joined?.ok && 'call' in joined && joined.call) expect(heard.at(-1)).toBe('callEnded hangup')
    else expect((await server.stats()).atLinks).toBe(1)
    expect((await server.stats()).calls).toBe(0)
    await leave(bob, round)
    await ada.heard()
    expect(await server.stats()).toMatchObject({ calls: 0, timers: 0, atLinks: 0 })
  }
})

test('a stop that comes before the request it is about keeps it from waiting', async () => {
  await using server = await startTestServer()
  const { ada, bob } = await connectThree(server)
  await leave(ada)
  expect(await joinAs(ada)).toMatchObject({ ok: true, call: { state: 'ended', reason: 'cancelled' } })
  expect(await joinAs(bob)).toEqual(waits)
})

test('the same person on another device takes the place, and the older device is told', async () => {
  await using server = await startTestServer()
  const { ada, bob } = await connectThree(server)
  const second = await connectDevice(server, 'ada', { deviceId: longId('ada-2') })
  await joinAs(ada)
  expect(await joinAs(second)).toEqual(waits)
  expect(await ada.heard()).toEqual(['callEnded answeredElsewhere'])
  // A repeated request of the older device does not replace the newer one.
  expect(await joinAs(ada)).toMatchObject({ call: { state: 'ended' } })
  expect(await joinAs(bob)).toMatchObject({ call: { caller: second.ref } })
  expect(await joinAs(ada, { round: 2 })).toEqual(refused('alreadyInCall'))
})

test('a crashed device leaves no ghost: nobody is put into a call with it, and it can come back', async () => {
  await using server = await startTestServer()
  const { ada, bob } = await connectThree(server)
  await joinAs(ada)
  ada.socket.io.engine?.close()
  await server.logged({ event: 'left', deviceId: ada.deviceId })
  expect(await server.stats()).toMatchObject({ atLinks: 0, timers: 0 })
  expect(await joinAs(bob)).toEqual(waits)
  const back = await comeBack(server, ada)
  const believed = { callId: waitOf(ada), status: 'OUTGOING' } as const
  expect(await back.request('sync', { call: believed })).toMatchObject({ call: null })
  expect(await joinAs(back)).toMatchObject({ call: { state: 'answered', answeredBy: bob.ref } })
})

test('a page that was reloaded, or went home, waits no more', async () => {
  await using server = await startTestServer()
  const { ada, bob } = await connectThree(server)
  await joinAs(ada)
  const reloaded = await comeBack(server, ada)
  await reloaded.request('sync', { call: { callId: waitOf(ada), status: 'OUTGOING' } })
  expect((await server.stats()).atLinks).toBe(1)
  await reloaded.request('sync', { call: null })
  expect((await server.stats()).atLinks).toBe(0)
  await joinAs(reloaded, { round: 2 })
  await reloaded.request('placeCall', { callId: longId('call-1'), callee: 'bob', media: 'voice' })
  expect((await server.stats()).atLinks).toBe(0)
  expect(await joinAs(bob)).toEqual(waits)
})

test('somebody who waits and comes back while a call rings for them waits on', async () => {
  await using server = await startTestServer()
  const { ada, bob, carol } = await connectThree(server)
  await joinAs(ada)
  await carol.request('placeCall', { callId: longId('call-1'), callee: 'ada', media: 'voice' })
  const back = await comeBack(server, ada)
  expect(await joinAs(back)).toEqual(waits)
  expect(await joinAs(bob)).toMatchObject({ call: { state: 'answered' } })
  expect(await carol.heard()).toEqual([])
})

test('a call that rings for somebody who waits does not keep them from the person they wait for', async () => {
  await using server = await startTestServer()
  const { ada, bob, carol } = await connectThree(server)
  await joinAs(ada)
  await carol.request('placeCall', { callId: longId('call-1'), callee: 'ada', media: 'voice' })
  expect(await joinAs(bob)).toMatchObject({ call: { state: 'answered' } })
  expect(await carol.heard()).toEqual([])
  // Ada is in another call by then, and her device does not say that this one rings beside it.
  await server.clock.advance(limits.ENGAGED_MS)
  expect(await carol.heard()).toEqual(['callEnded busy'])
})

test('a call by the newer device of a person ends the wait of the older when somebody comes', async () => {
  await using server = await startTestServer()
  const { ada, bob, carol } = await connectThree(server)
  const second = await connectDevice(server, 'ada', { deviceId: longId('ada-2') })
  await joinAs(ada)
  await second.request('placeCall', { callId: longId('call-1'), callee: 'carol', media: 'voice' })
  await carol.hears('incomingCall from ada')
  expect(await joinAs(bob)).toEqual(waits)
  expect(await ada.heard()).toEqual(['callEnded alreadyInCall'])
})

test('a guest comes in by a link, and is seen by the name it gives; nobody else is', async () => {
  await using server = await startTestServer()
  const { ada } = await connectThree(server)
  const guest = await connectGuest(server)
  await joinAs(guest, { name: 'Grace Höpper' })
  expect(await joinAs(ada, { name: 'Somebody Else' })).toMatchObject({ call: { name: 'Grace Höpper' } })
  const told = await guest.hears(`callMet link ${ada.deviceId}`)
  expect(told).not.toHaveProperty('call.name')
  await guest.request('signal', { callId: waitOf(ada), to: ada.ref, signal: describing('v=0') })
  await ada.hears(`signal from ${guest.deviceId}`)
  await guest.request('endCall', { callId: waitOf(ada), reason: 'hangup' })
  await ada.hears('callEnded hangup')
})

test('two guests meet by a link', async () => {
  await using server = await startTestServer()
  await connectThree(server)
  const [one, other] = [await connectGuest(server, 'guest-1'), await connectGuest(server, 'guest-2')]
  await joinAs(one, { name: 'One' })
  expect(await joinAs(other, { name: 'Other' })).toMatchObject({ call: { name: 'One' } })
  expect(await one.hears(`callMet link ${one.deviceId}`)).toMatchObject({ call: { name: 'Other' } })
})

test.each(['', ' padded', 'two\nlines', 'a\u202Eb', 'x'.repeat(41)])('a guest cannot be called %j', async (name) => {
  await using server = await startTestServer()
  const guest = await connectGuest(server)
  expect(await guest.sendRaw('joinLink', { callId: waitOf(guest), link, media: 'voice', name })).toEqual(
    refused('invalid'),
  )
})

test('T24: a link that is guessed opens nothing, and a client that guesses often is refused', async () => {
  await using server = await startTestServer({ env: { LIMITS: 'calls=5/60' } })
  const { bob } = await connectThree(server)
  const guesses = ['A', 'Q', 'g', 'w', 'A'].map((end, n) => `${'l'.repeat(20)}${n}${end}`)
  for (const [n, at] of guesses.entries()) expect(await joinAs(bob, { round: n, at })).toEqual(refused('linkGone'))
  expect(await joinAs(bob, { round: 9 })).toEqual(refused('tooMany'))
})

test('somebody who opens a link learns whether it is good before they have an ID, and sends no link for that', async () => {
  await using server = await startTestServer()
  const state = async (at: string) => (await fetch(`${server.url}/api/links/${at}`)).json()
  expect(await state(hashOfLink(link))).toEqual({ state: 'gone' })
  const { ada } = await connectThree(server)
  expect(await state(hashOfLink(link))).toEqual({ state: 'open' })
  await server.clock.advance(limits.CALL_LINK_MS)
  expect(await state(hashOfLink(link))).toEqual({ state: 'gone' })
  await ada.request('createCallLink', { link })
  await joinAs(ada)
  await server.clock.advance(limits.CALL_LINK_MS)
  expect(await state(hashOfLink(link))).toEqual({ state: 'open' })
  for (const other of [link, 'x', '%00', `${hashOfLink(link)}A`])
    expect(await state(other)).toEqual({ state: 'invalid' })
})

test('T4: a client that asks for too many links is refused', async () => {
  await using server = await startTestServer({ env: { LIMITS: 'lookups=2/60' } })
  const ask = async () => (await fetch(`${server.url}/api/links/${hashOfLink(link)}`)).status
  expect([await ask(), await ask(), await ask()]).toEqual([200, 200, 429])
})

test('T25: the data kept of a link opens no call', async () => {
  const dataDir = nextFolder()
  const server = await startTestServer({ env: { DATA_DIR: dataDir } })
  await connectThree(server)
  await server.close()
  const directory = await openDirectory(dataDir)
  expect(await directory.findCallLink(link)).toBeNull()
  expect((await readFile(join(dataDir, 'parley.db'))).includes(link)).toBe(false)
  await directory.close()
})

test('links are limited for each user, and an unused one is gone after a day', async () => {
  await using server = await startTestServer({ env: { LIMITS: 'callLinks=2/3600' } })
  const { ada, bob } = await connectThree(server)
  expect(await ada.request('createCallLink', { link })).toMatchObject({ ok: true })
  expect(await ada.request('createCallLink', { link })).toEqual(refused('tooMany'))
  await server.clock.advance(limits.CALL_LINK_MS - 1)
  expect(await joinAs(bob)).toEqual(waits)
  await leave(bob)
  await server.clock.advance(limits.CALL_LINK_MS)
  expect(await joinAs(bob, { round: 2 })).toEqual(refused('linkGone'))
  expect(await server.stats()).toMatchObject({ timers: 0, atLinks: 0 })
})

test('a link does not run out while somebody waits or two talk, and lives a day longer', async () => {
  await using server = await startTestServer()
  const { ada, bob, carol } = await connectThree(server)
  await joinAs(ada)
  await server.clock.advance(30 * HOUR)
  // Making a link drops expired ones, but none in use.
  await carol.request('createCallLink', { link: `${'c'.repeat(21)}A` })
  expect(await joinAs(bob)).toMatchObject({ call: { state: 'answered' } })
  await server.clock.advance(30 * HOUR)
  expect(await joinAs(carol)).toEqual(refused('full'))
  await leave(bob)
  await server.clock.advance(limits.CALL_LINK_MS - 1)
  expect(await joinAs(carol, { round: 2 })).toEqual(waits)
  await leave(carol, 2)
  await server.clock.advance(limits.CALL_LINK_MS)
  expect(await joinAs(carol, { round: 3 })).toEqual(refused('linkGone'))
})

test('after a restart somebody who waited asks again, and the link is still there', async () => {
  const dataDir = nextFolder()
  const first = await startTestServer({ env: { DATA_DIR: dataDir } })
  const before = await connectThree(first)
  await joinAs(before.ada)
  await first.clock.advance(30 * HOUR)
  await using second = await startAgain(first, dataDir)
  const [bob, ada] = [await comeBack(second, before.bob), await comeBack(second, before.ada)]
  const believed = { callId: waitOf(ada), status: 'OUTGOING' } as const
  expect(await ada.request('sync', { call: believed })).toMatchObject({ call: null })
  expect(await joinAs(ada)).toEqual(waits)
  expect(await joinAs(bob)).toMatchObject({ call: { state: 'answered' } })
})

test('after a restart the call at a link is known again, by either name, with its guest, and a third hears that it is full', async () => {
  const dataDir = nextFolder()
  const first = await startTestServer({ env: { DATA_DIR: dataDir } })
  const { ada, carol } = await connectThree(first)
  const guest = await connectGuest(first)
  await joinAs(guest, { name: 'Grace' })
  const met = await joinAs(ada)
  if (!met.ok || met.call?.state !== 'answered') throw new Error('they have not met')
  await using second = await startAgain(first, dataDir)
  // Carol joins before the two of the call have returned.
  const third = await comeBack(second, carol)
  expect(await joinAs(third)).toEqual(waits)
  const back = await comeBack(second, ada)
  const call = { callId: waitOf(ada), status: 'IN_CALL', ticket: met.call.ticket } as const
  expect(await back.request('sync', { call })).toMatchObject({ call: { state: 'answered', name: 'Grace' } })
  const guestBack = await comeBack(second, guest)
  expect(await guestBack.request('sync', { call })).toMatchObject({ call: { state: 'answered' } })
  await third.hears('callEnded full')
  expect(await joinAs(third, { round: 2 })).toEqual(refused('full'))
  await guestBack.request('endCall', { callId: waitOf(ada), reason: 'hangup' })
  await back.hears('callEnded hangup')
  expect(await joinAs(third, { round: 3 })).toEqual(waits)
})
