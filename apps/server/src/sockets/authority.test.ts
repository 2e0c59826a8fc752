import type { ClientContract, Signal } from '@parley/protocol'
import { expect, test } from 'vitest'
import { connectDevice, longId, type TestDevice } from '../testing/connectDevice.ts'
import { startTestServer } from '../testing/startTestServer.ts'

const callId = longId('call-1')
const candidate = { candidate: 'candidate:1', sdpMid: '0', sdpMLineIndex: 0, usernameFragment: null }
const signal: Signal = { type: 'candidates', candidates: [candidate] }

/** Everybody around one ringing call from ada to grace. */
async function scene() {
  const server = await startTestServer()
  const ada = await connectDevice(server, 'ada')
  const grace = await connectDevice(server, 'grace')
  const others = {
    stranger: await connectDevice(server, 'mallory'),
    'other device of the caller': await connectDevice(server, 'ada', { deviceId: longId('ada-2') }),
    'other device of the callee': await connectDevice(server, 'grace', { deviceId: longId('grace-2') }),
  }
  await ada.request('placeCall', { callId, callee: 'grace', media: 'video' })
  return { server, ada, grace, others, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

/** All requests about a call. */
const asks = {
  confirmRinging: () => ({ callId }),
  acceptCall: () => ({ callId }),
  rejectCall: () => ({ callId }),
  ignoreCall: () => ({ callId, everywhere: true }),
  endCall: () => ({ callId, reason: 'hangup' }),
  signal: (to: TestDevice) => ({ callId, to: to.ref, signal }),
} satisfies Partial<Record<keyof ClientContract, (to: TestDevice) => object>>

const events = Object.entries(asks)
const refused = { ok: false, error: 'notInCall' }

test.each(events)(
  'T1: %s about a ringing call of others is refused, and nobody hears of it',
  async (event, payload) => {
    await using people = await scene()
    const { ada, grace, others } = people
    await Promise.all([ada, grace, ...Object.values(others)].map((device) => device.heard()))
    for (const who of ['stranger', 'other device of the caller'] as const) {
      expect(await others[who].sendRaw(event, payload(grace)), who).toEqual(refused)
    }
    expect(await ada.heard()).toEqual([])
    expect(await grace.heard()).toEqual([])
    expect(await grace.request('acceptCall', { callId })).toMatchObject({ ok: true, call: { state: 'answered' } })
  },
)

test.each(events)('T1: %s about an answered call of others changes nothing', async (event, payload) => {
  await using people = await scene()
  const { ada, grace, others } = people
  await grace.request('acceptCall', { callId })
  await Promise.all([ada, grace].map((device) => device.heard()))
  for (const other of Object.values(others)) {
    const answer = await other.sendRaw(event, payload(grace))
    // Another device of the callee may learn that the call was answered elsewhere.
    expect(JSON.stringify(answer)).toMatch(/notInCall|answeredElsewhere|"ok":true}/)
  }
  expect(await ada.heard()).toEqual([])
  expect(await grace.heard()).toEqual([])
  expect(await ada.request('signal', { callId, to: grace.ref, signal })).toEqual({ ok: true })
  expect(await grace.heard()).toEqual([`signal from ${ada.deviceId}`])
})

test.each(events)('T1: %s about a call that is over revives nothing', async (event, payload) => {
  await using people = await scene()
  const { server, ada, grace, others } = people
  await ada.request('endCall', { callId, reason: 'hangup' })
  const everybody = [ada, grace, ...Object.values(others)]
  await Promise.all(everybody.map((device) => device.heard()))
  for (const device of everybody) await device.sendRaw(event, payload(grace))
  for (const device of everybody) expect(await device.heard()).toEqual([])
  expect(await server.stats()).toMatchObject({ calls: 0 })
})

test('T1: a message is from the device that sent it, though it names another', async () => {
  await using people = await scene()
  const { ada, grace, others } = people
  await grace.request('acceptCall', { callId })
  await grace.heard()
  const forged = { callId, to: grace.ref, signal, from: others.stranger.ref }
  expect(await ada.sendRaw('signal', forged)).toEqual({ ok: false, error: 'invalid' })
  const invitation = { callId: longId('call-2'), callee: 'grace', media: 'video', caller: grace.ref }
  expect(await others.stranger.sendRaw('placeCall', invitation)).toEqual({ ok: false, error: 'invalid' })
  expect(await grace.heard()).toEqual([])
})

test('T2: nobody but a device of the callee can make a ringing call an answered one', async () => {
  await using people = await scene()
  const { ada, grace, others } = people
  expect(await ada.request('acceptCall', { callId })).toEqual(refused)
  expect(await others.stranger.request('acceptCall', { callId })).toEqual(refused)
  expect(await ada.request('signal', { callId, to: grace.ref, signal })).toEqual(refused)
  expect(await grace.heard()).toEqual(['incomingCall from ada'])
  expect(await grace.request('sync', { call: null })).toMatchObject({ invitations: [{ callId }] })
})

test('T27: while it rings, signals pass only between the caller and devices that are seen to ring', async () => {
  await using server = await startTestServer()
  const ada = await connectDevice(server, 'ada')
  const phone = await connectDevice(server, 'grace')
  const tablet = await connectDevice(server, 'grace', { deviceId: 'grace-tablet-000000' })
  const stranger = await connectDevice(server, 'mallory')
  await ada.request('placeCall', { callId, callee: 'grace', media: 'video' })
  const send = (from: TestDevice, to: TestDevice) => from.request('signal', { callId, to: to.ref, signal })
  const refused = { ok: false, error: 'notInCall' }
  for (const [from, to] of [
    [ada, phone],
    [phone, ada],
    [ada, tablet],
    [tablet, ada],
  ] as const)
    expect(await send(from, to)).toEqual(refused)
  await phone.request('confirmRinging', { callId })
  await ada.hears(`deviceRinging ${phone.deviceId}`)
  expect(await send(ada, phone)).toEqual({ ok: true })
  expect(await send(phone, ada)).toEqual({ ok: true })
  for (const [from, to] of [
    [ada, tablet],
    [tablet, ada],
    [phone, tablet],
    [stranger, ada],
    [ada, stranger],
  ] as const)
    expect(await send(from, to)).toEqual(refused)
  // After the tablet's answer, only the tablet may signal.
  await tablet.request('acceptCall', { callId })
  expect(await send(ada, phone)).toEqual(refused)
  expect(await send(phone, ada)).toEqual(refused)
  expect(await send(tablet, ada)).toEqual({ ok: true })
})
