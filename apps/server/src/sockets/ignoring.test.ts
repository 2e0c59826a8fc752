import { expect, test } from 'vitest'
import { connectDevice, longId, type TestDevice } from '../testing/connectDevice.ts'
import { startTestServer } from '../testing/startTestServer.ts'

const callId = longId('call-1')
const place = (device: TestDevice, callee: string, id = callId) =>
  device.request('placeCall', { callId: id, callee, media: 'video' })
const ignore = (device: TestDevice, everywhere: boolean) => device.request('ignoreCall', { callId, everywhere })

test('an invitation carries who the caller is, as the caller proved it', async () => {
  await using server = await startTestServer()
  const [ada, bob] = [await connectDevice(server, 'ada'), await connectDevice(server, 'bob')]
  await place(ada, 'bob')
  const invitation = await bob.hears('incomingCall from ada')
  const sync = await bob.request('sync', { call: null })
  expect(sync).toMatchObject({ invitations: [invitation] })
  expect(invitation).toMatchObject({ identity: { root: expect.any(String), certificates: [] } })
})

test('T4: a blocked caller hears the same as a caller whom nobody answers', async () => {
  await using server = await startTestServer()
  const [ada, bob] = [await connectDevice(server, 'ada'), await connectDevice(server, 'bob')]
  const [carol, dave] = [await connectDevice(server, 'carol'), await connectDevice(server, 'dave')]
  await place(ada, 'bob')
  await place(carol, 'dave', longId('call-2'))
  expect(await ignore(bob, true)).toEqual({ ok: true })
  await server.clock.advance(44_999)
  expect([await ada.heard(), await carol.heard()]).toEqual([[], []])
  await server.clock.advance(1)
  expect(await ada.heard()).toEqual(['callEnded timeout'])
  expect(await carol.heard()).toEqual(['callEnded timeout'])
  expect(await bob.heard()).toEqual(['incomingCall from ada', 'callEnded blocked'])
  expect(await dave.heard()).toEqual(['incomingCall from carol', 'callEnded timeout', 'missedCall from carol'])
})

test('somebody whom an ignored call does not reach can be called by others meanwhile', async () => {
  await using server = await startTestServer()
  const [ada, bob] = [await connectDevice(server, 'ada'), await connectDevice(server, 'bob')]
  const carol = await connectDevice(server, 'carol')
  await place(ada, 'bob')
  await ignore(bob, false)
  expect(await place(carol, 'bob', longId('call-2'))).toMatchObject({ ok: true, call: { state: 'ringing' } })
  await bob.hears('incomingCall from carol')
  expect(await bob.request('acceptCall', { callId: longId('call-2') })).toMatchObject({ call: { state: 'answered' } })
  await ada.request('endCall', { callId, reason: 'hangup' })
  await bob.hears('missedCall from ada')
  expect((await server.stats()).calls).toBe(1)
})

test('blocked on one device, it ends on the others', async () => {
  await using server = await startTestServer()
  const [ada, bob] = [await connectDevice(server, 'ada'), await connectDevice(server, 'bob')]
  const second = await connectDevice(server, 'bob', { deviceId: longId('bob-2') })
  await place(ada, 'bob')
  await ignore(bob, true)
  await second.hears('callEnded blocked')
  expect(await second.request('acceptCall', { callId })).toEqual({ ok: false, error: 'notInCall' })
  const late = await connectDevice(server, 'bob', { deviceId: longId('bob-3') })
  expect(await late.request('sync', { call: null })).toMatchObject({ invitations: [] })
})

test('ignoring and cancelling that cross leave nothing behind, every time', async () => {
  await using server = await startTestServer()
  const [ada, bob] = [await connectDevice(server, 'ada'), await connectDevice(server, 'bob')]
  const second = await connectDevice(server, 'bob', { deviceId: longId('bob-2') })
  for (let round = 0; round < 60; round += 1) {
    const id = longId(`call-${round}-`)
    await place(ada, 'bob', id)
    const steps = [
      () => bob.request('ignoreCall', { callId: id, everywhere: round % 3 === 0 }),
      () => second.request('ignoreCall', { callId: id, everywhere: false }),
      () => ada.request('endCall', { callId: id, reason: 'hangup' }),
    ]
    await Promise.all([...steps.slice(round % 3), ...steps.slice(0, round % 3)].map((step) => step()))
    expect(await ada.heard()).toEqual(['callEnded cancelled'])
  }
  expect(await server.stats()).toMatchObject({ calls: 0, timers: 0 })
})
