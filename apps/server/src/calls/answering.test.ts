import type { Signal } from '@parley/protocol'
import { expect, test } from 'vitest'
import { createCallHarness } from './testing/callHarness.ts'

const callId = 'call-1'
const ref = { callId }
const accept = { callId, media: 'video' } as const
const hangup = { callId, reason: 'hangup' } as const
const refused = { ok: false, error: 'notInCall' }
const signal: Signal = {
  type: 'candidates',
  candidates: [{ candidate: '', sdpMid: null, sdpMLineIndex: null, usernameFragment: null }],
}

/** Ada calls Bob, who has two devices; their events so far are forgotten. */
async function ring() {
  const harness = createCallHarness()
  const ada = await harness.connect('ada')
  const bob = await harness.connect('bob', 1)
  const bob2 = await harness.connect('bob', 2)
  const carol = await harness.connect('carol')
  await harness.calls.placeCall(ada, { callId, callee: 'bob', media: 'video' })
  for (const device of [ada, bob, bob2]) device.heard()
  return { ...harness, ada, bob, bob2, carol }
}

test('the caller hears which devices ring', async () => {
  const { calls, ada, bob } = await ring()
  expect(await calls.confirmRinging(bob, ref)).toEqual({ ok: true })
  expect(await calls.confirmRinging(bob, ref)).toEqual({ ok: true })
  expect(ada.heard()).toEqual(['deviceRinging bob-1'])
})

test('the first accept wins, and answered elsewhere stops the other devices ringing', async () => {
  const { calls, ada, bob, bob2 } = await ring()
  expect(await calls.acceptCall(bob, accept)).toMatchObject({
    call: { state: 'answered', answeredBy: { deviceId: 'bob-1' } },
  })
  expect(ada.heard()).toEqual(['callAnswered bob-1 video'])
  expect(bob2.heard()).toEqual(['callEnded answeredElsewhere'])
  expect(bob.heard()).toEqual([])
})

test('a late accept is shown the truth', async () => {
  const { calls, bob, bob2 } = await ring()
  const acks = await Promise.all([calls.acceptCall(bob, accept), calls.acceptCall(bob2, accept)])
  expect(acks).toMatchObject([
    { ok: true, call: { state: 'answered' } },
    { ok: true, call: { state: 'ended', reason: 'answeredElsewhere' } },
  ])
})

test('an accept that is repeated is answered alike and told once', async () => {
  const { calls, ada, bob } = await ring()
  const first = await calls.acceptCall(bob, accept)
  expect(await calls.acceptCall(bob, accept)).toEqual(first)
  expect(ada.heard()).toEqual(['callAnswered bob-1 video'])
})

test('a decline on one device ends it for all', async () => {
  const { calls, ada, bob, bob2 } = await ring()
  expect(await calls.rejectCall(bob, ref)).toEqual({ ok: true })
  expect([ada.heard(), bob2.heard()]).toEqual([['callEnded declined'], ['callEnded declined']])
  expect((await calls.sync(bob, { call: null })).ok && (await calls.stats()).calls).toBe(0)
})

test('declining on a second device does not kill the call answered on the first', async () => {
  const { calls, ada, bob, bob2 } = await ring()
  await calls.acceptCall(bob, accept)
  ada.heard()
  expect(await calls.rejectCall(bob2, ref)).toEqual({ ok: true })
  expect([...ada.heard(), ...bob.heard()]).toEqual([])
  expect(await calls.sync(bob, { call: { callId, status: 'IN_CALL' } })).toMatchObject({ call: { state: 'answered' } })
})

test('when the caller cancels, no device of the callee rings on or can still answer', async () => {
  const { calls, ada, bob, bob2 } = await ring()
  expect(await calls.endCall(ada, hangup)).toEqual({ ok: true })
  for (const device of [bob, bob2]) expect(device.heard()).toEqual(['callEnded cancelled', 'missedCall from ada'])
  expect(ada.heard()).toEqual(['callEnded cancelled'])
  expect(await calls.acceptCall(bob, accept)).toMatchObject({ ok: true, call: { state: 'ended', reason: 'cancelled' } })
  expect(await calls.endCall(ada, hangup)).toEqual({ ok: true })
})

test('a late request does not revive a call that was hung up', async () => {
  const { calls, ada, bob } = await ring()
  await calls.acceptCall(bob, accept)
  await calls.endCall(ada, hangup)
  ada.heard()
  bob.heard()
  await calls.acceptCall(bob, accept)
  await calls.confirmRinging(bob, ref)
  await calls.placeCall(ada, { callId, callee: 'bob', media: 'video' })
  expect([...ada.heard(), ...bob.heard()]).toEqual([])
  expect((await calls.stats()).calls).toBe(0)
})

test.each(['accept first', 'cancel first'])('accept and cancel at the same moment: one wins (%s)', async (order) => {
  const { calls, ada, bob } = await ring()
  const crossing = [() => calls.acceptCall(bob, accept), () => calls.endCall(ada, hangup)]
  if (order === 'cancel first') crossing.reverse()
  await Promise.all(crossing.map((act) => act()))
  const reason = order === 'cancel first' ? 'cancelled' : 'hangup'
  expect(ada.heard().at(-1)).toBe(`callEnded ${reason}`)
  expect(bob.heard()).toContain(`callEnded ${reason}`)
})

test('either party ends an answered call for both, with one reason', async () => {
  const { calls, ada, bob, bob2 } = await ring()
  await calls.acceptCall(bob, accept)
  for (const device of [ada, bob, bob2]) device.heard()
  expect(await calls.endCall(bob, { callId, reason: 'lost' })).toEqual({ ok: true })
  expect([ada.heard(), bob.heard(), bob2.heard()]).toEqual([['callEnded lost'], ['callEnded lost'], []])
})

test('nobody but the two devices of a call can do anything to it', async () => {
  const { calls, ada, bob, bob2, carol, connect } = await ring()
  const ada2 = await connect('ada', 2)
  for (const stranger of [carol, ada2, ada]) {
    expect(await calls.acceptCall(stranger, accept)).toEqual(refused)
    expect(await calls.rejectCall(stranger, ref)).toEqual(refused)
    expect(await calls.confirmRinging(stranger, ref)).toEqual(refused)
  }
  for (const stranger of [carol, ada2]) expect(await calls.endCall(stranger, hangup)).toEqual(refused)
  await calls.acceptCall(bob, accept)
  for (const stranger of [carol, ada2, bob2]) {
    expect(await calls.endCall(stranger, hangup)).toEqual(refused)
    expect(await calls.sync(stranger, { call: null })).toMatchObject({ call: null, invitations: [] })
  }
  expect((await calls.stats()).calls).toBe(1)
})

test('signals go from each device of an answered call to the other', async () => {
  const { calls, ada, bob } = await ring()
  await calls.acceptCall(bob, accept)
  ada.heard()
  expect(await calls.signal(bob, { callId, to: ada, signal })).toEqual({ ok: true })
  expect(await calls.signal(ada, { callId, to: bob, signal })).toEqual({ ok: true })
  expect([ada.heard(), bob.heard()]).toEqual([['signal from bob-1'], ['signal from ada-1']])
})

test('a signal for a device that is away for a moment is to be sent again, not lost', async () => {
  const { calls, ada, bob, connect } = await ring()
  await calls.acceptCall(bob, accept)
  await bob.leave()
  expect(await calls.signal(ada, { callId, to: bob, signal })).toEqual({ ok: false, error: 'unavailable' })
  const back = await connect('bob')
  expect(await calls.signal(ada, { callId, to: bob, signal })).toEqual({ ok: true })
  expect(back.heard()).toEqual(['signal from ada-1'])
})

test('a callee who hangs up before the acceptance has arrived has declined', async () => {
  const { calls, ada, bob } = await ring()
  ada.heard()
  expect(await calls.endCall(bob, hangup)).toEqual({ ok: true })
  expect(ada.heard()).toEqual(['callEnded declined'])
  expect(await calls.endCall(bob, hangup)).toEqual({ ok: true })
})

test('a signal for a call one is not in is dropped and counted', async () => {
  const { calls, ada, bob, bob2, carol } = await ring()
  expect(await calls.signal(ada, { callId, to: bob, signal })).toEqual(refused)
  await calls.acceptCall(bob, accept)
  for (const device of [ada, bob, bob2]) device.heard()
  expect(await calls.signal(carol, { callId, to: ada, signal })).toEqual(refused)
  expect(await calls.signal(bob2, { callId, to: ada, signal })).toEqual(refused)
  expect(await calls.signal(ada, { callId, to: bob2, signal })).toEqual(refused)
  expect(await calls.signal(ada, { callId, to: ada, signal })).toEqual(refused)
  expect(await calls.signal(ada, { callId: 'nothing', to: bob, signal })).toEqual(refused)
  expect((await calls.stats()).droppedSignals).toBe(6)
  expect([ada, bob, bob2, carol].flatMap((device) => device.heard())).toEqual([])
})
