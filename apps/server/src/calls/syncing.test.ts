import { expect, test } from 'vitest'
import { createCallHarness } from './testing/callHarness.ts'

const callId = 'call-1'
const accept = { callId, media: 'video' } as const

async function ring() {
  const harness = createCallHarness()
  const ada = await harness.connect('ada')
  const bob = await harness.connect('bob')
  await harness.calls.placeCall(ada, { callId, callee: 'bob', media: 'video' })
  ada.heard()
  bob.heard()
  return { ...harness, ada, bob }
}

test('an idle device learns the time and that there is nothing', async () => {
  const { calls, connect, clock } = createCallHarness()
  const ada = await connect('ada')
  expect(await calls.sync(ada, { call: null })).toEqual({
    ok: true,
    now: clock.wall(),
    call: null,
    invitations: [],
    missed: [],
  })
})

test('an app opened while it rings joins the ringing', async () => {
  const { calls, connect } = await ring()
  const late = await connect('bob', 2)
  expect(await calls.sync(late, { call: null })).toMatchObject({
    invitations: [
      {
        callId,
        media: 'video',
        caller: { userId: 'ada', deviceId: 'ada-1' },
        ringsForMs: 45_000,
      },
    ],
  })
})

test('a device that rings already is not invited again, and counts as ringing only when it says so', async () => {
  const { calls, ada, bob } = await ring()
  const ack = await calls.sync(bob, { call: { callId, status: 'INCOMING' } })
  expect(ack).toMatchObject({ call: { state: 'ringing', ringing: [] }, invitations: [] })
  expect(ada.heard()).toEqual([])
})

test('nobody is invited to a call whose time is over', async () => {
  const { calls, connect, clock, store } = await ring()
  calls.close()
  await clock.advance(45_000)
  expect(await store.get(callId)).toMatchObject({ state: 'ringing' })
  const late = await connect('bob', 2)
  expect(await calls.sync(late, { call: null })).toMatchObject({ invitations: [] })
  expect(await calls.acceptCall(late, accept)).toMatchObject({ call: { state: 'ended', reason: 'timeout' } })
})

test('a call hung up while the callee was away does not ring for a dead call when it is back', async () => {
  const { calls, ada, bob, connect } = await ring()
  await bob.leave()
  await calls.endCall(ada, { callId, reason: 'hangup' })
  const back = await connect('bob')
  expect(await calls.sync(back, { call: { callId, status: 'INCOMING' } })).toMatchObject({
    call: { state: 'ended', reason: 'cancelled' },
    invitations: [],
  })
})

test('a ring accepted elsewhere while the connection was down ends here', async () => {
  const { calls, bob, connect } = await ring()
  const bob2 = await connect('bob', 2)
  await calls.acceptCall(bob2, accept)
  expect(await calls.sync(bob, { call: { callId, status: 'INCOMING' } })).toMatchObject({
    call: { state: 'ended', reason: 'answeredElsewhere' },
    invitations: [],
  })
})

test('a caller whose page was reloaded has cancelled', async () => {
  const { calls, ada, bob } = await ring()
  expect(await calls.sync(ada, { call: null })).toMatchObject({ call: null })
  expect(bob.heard()).toEqual(['callEnded cancelled', 'missedCall from ada'])
})

test.each(['ada', 'bob'] as const)('a page reloaded in a call does not leave the other frozen (%s)', async (who) => {
  const { calls, ...devices } = await ring()
  await calls.acceptCall(devices.bob, accept)
  devices.ada.heard()
  await calls.sync(devices[who], { call: null })
  expect(devices[who === 'ada' ? 'bob' : 'ada'].heard()).toEqual(['callEnded lost'])
})

test('a party that believes to be in another call has left this one', async () => {
  const { calls, ada, bob } = await ring()
  await calls.acceptCall(bob, accept)
  ada.heard()
  const ack = await calls.sync(bob, { call: { callId: 'forgotten', status: 'IN_CALL' } })
  expect(ack).toMatchObject({ call: null })
  expect(ada.heard()).toEqual(['callEnded lost'])
})

test('another device of either user does not end a call by knowing nothing of it', async () => {
  const { calls, ada, bob, connect } = await ring()
  await calls.acceptCall(bob, accept)
  ada.heard()
  for (const device of [await connect('ada', 2), await connect('bob', 2)]) {
    expect(await calls.sync(device, { call: null })).toMatchObject({ call: null, invitations: [] })
  }
  expect([...ada.heard(), ...bob.heard()]).toEqual([])
})

test('a stranger who guesses a callId learns nothing of the call', async () => {
  const { calls, connect } = await ring()
  const carol = await connect('carol')
  expect(await calls.sync(carol, { call: { callId, status: 'INCOMING' } })).toMatchObject({
    call: null,
    invitations: [],
  })
})
