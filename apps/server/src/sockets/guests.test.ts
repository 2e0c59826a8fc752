import { createPerson } from '@parley/identity/testing'
import { limits } from '@parley/protocol'
import { expect, test } from 'vitest'
import { connectDevice, longId } from '../testing/connectDevice.ts'
import { connectGuest, createGuest } from '../testing/connectGuest.ts'
import { handshakeOf } from '../testing/handshakeOf.ts'
import { startTestServer } from '../testing/startTestServer.ts'

const deviceId = longId('guest-9')
const invalid = { ok: false, error: 'invalid' }

test('a guest is let in without claiming anything, and again with the same key', async () => {
  await using server = await startTestServer()
  const guest = await connectGuest(server)
  const second = await connectGuest(server, 'guest-2', guest.self)
  expect(await second.request('sync', { call: null })).toMatchObject({ ok: true, missed: [] })
  const { state } = (await (await fetch(`${server.url}/api/ids/${guest.userId}`)).json()) as { state: string }
  expect(state).toBe('invalid')
})

test('T23: a guest cannot pass for another, nor choose its own ID', async () => {
  await using server = await startTestServer()
  const guest = await connectGuest(server)
  const stranger = await createPerson('stranger')
  for (const userId of [guest.userId, 'guest.ada', 'Guest.Ada', `guest.${'a'.repeat(26)}`]) {
    const self = { ...stranger, userId }
    await expect(connectDevice(server, userId, { self, deviceId })).rejects.toMatchObject({ code: 'invalid' })
  }
  // IDs are compared without case, so this would be the same user.
  const upper = { ...guest.self, userId: guest.userId.toUpperCase() }
  await expect(connectDevice(server, upper.userId, { self: upper, deviceId })).rejects.toMatchObject({
    code: 'invalid',
  })
  expect(await guest.request('sync', { call: null })).toMatchObject({ ok: true })
})

test('T23: a guest has one key: a chain to another is refused, and so is a proof that is not its own', async () => {
  await using server = await startTestServer()
  const [self, other] = [await createGuest(), await createGuest()]
  const good = await handshakeOf(server, self, longId('guest-1'))
  const chained = { ...good, certificates: [good.proof] }
  await expect(connectDevice(server, self.userId, { deviceId, auth: chained })).rejects.toMatchObject({
    code: 'invalid',
  })
  const { proof } = await handshakeOf(server, other, longId('guest-1'))
  await expect(connectDevice(server, self.userId, { deviceId, auth: { ...good, proof } })).rejects.toMatchObject({
    code: 'proofWrong',
  })
})

test('guests are refused everything but to be in a call by a link', async () => {
  await using server = await startTestServer()
  const guest = await connectGuest(server)
  const callId = longId('call-1')
  const link = 'l'.repeat(43)
  const statement = `h.p.${'s'.repeat(86)}`
  expect(
    await Promise.all([
      guest.request('placeCall', { callId, callee: 'ada', media: 'voice' }),
      guest.request('createCallLink', { link: `${'l'.repeat(21)}A` }),
      guest.request('findMatch', { callId, media: 'voice', avoid: [] }),
      guest.request('reportMatch', { callId }),
      guest.request('watchPresence', { query: '' }),
      guest.request('listKeys', {}),
      guest.request('addKey', { certificates: [statement] }),
      guest.request('revokeKeys', { revocations: { statement, certificates: [] } }),
      guest.request('openLink', { link }),
      guest.request('approveLink', { link, certificate: statement }),
      guest.request('closeLink', { link }),
    ]),
  ).toEqual(Array(11).fill(invalid))
  expect(await guest.request('getIceServers', {})).toMatchObject({ ok: true })
})

test('a guest is in no list, and is called like an ID that nobody has, also right after a restart', async () => {
  await using server = await startTestServer()
  const [ada, guest] = [await connectDevice(server, 'ada'), await connectGuest(server)]
  expect(await ada.request('watchPresence', { query: '' })).toEqual({ ok: true, people: [], total: 0 })
  const second = await connectGuest(server, 'guest-2')
  await server.clock.advance(limits.PRESENCE_INTERVAL_MS)
  expect(await ada.heard()).toEqual([])
  const call = { callId: longId('call-1'), callee: guest.userId.toUpperCase(), media: 'voice' } as const
  expect(await ada.request('placeCall', call)).toEqual({ ok: false, error: 'offline' })
  for (const device of [guest, second]) expect(await device.heard()).toEqual([])
  expect(await guest.request('sync', { call: null })).toMatchObject({ invitations: [], missed: [] })
})

test('guests of one address are counted, a guest who comes again is not', async () => {
  await using server = await startTestServer({ env: { LIMITS: 'guests=2/3600' } })
  const first = await connectGuest(server)
  await connectGuest(server, 'guest-2')
  await expect(connectGuest(server, 'guest-3')).rejects.toMatchObject({ code: 'tooMany' })
  for (let n = 0; n < 3; n += 1) await connectGuest(server, 'guest-1', first.self)
  await connectDevice(server, 'ada')
})
