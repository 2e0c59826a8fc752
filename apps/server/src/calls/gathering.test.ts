import { expect, test } from 'vitest'
import { createCallHarness } from './testing/callHarness.ts'

/** A service that has just begun: for 10 s people may still be on their way back to it. */
async function restarted() {
  const harness = createCallHarness({ gatheringMs: 10_000 })
  const ada = await harness.connect('ada')
  const dial = (callee = 'bob') => harness.calls.placeCall(ada, { callId: 'call-1', callee, media: 'video' })
  return { ...harness, ada, dial }
}

test('somebody who is not back yet is called, and it rings once they are', async () => {
  const { ada, dial, connect, calls, clock } = await restarted()
  expect(await dial()).toMatchObject({ ok: true, call: { state: 'ringing' } })
  const bob = await connect('bob')
  expect(await calls.sync(bob, { call: null })).toMatchObject({ invitations: [{ callId: 'call-1' }] })
  await clock.advance(20_000)
  expect(ada.heard()).toEqual([])
})

test('somebody who does not come back in time is offline, and finds the missed call', async () => {
  const { ada, dial, connect, calls, clock } = await restarted()
  await dial()
  await clock.advance(9_999)
  expect(ada.heard()).toEqual([])
  await clock.advance(1)
  expect(ada.heard()).toEqual(['callEnded offline'])
  expect(await calls.stats()).toMatchObject({ calls: 0, timers: 0 })
  const bob = await connect('bob')
  expect(await calls.sync(bob, { call: null })).toMatchObject({ missed: [{ callId: 'call-1', caller: 'ada' }] })
})

test('a call that was taken back while its callee was on the way leaves one missed call, not two', async () => {
  const { ada, dial, connect, calls, clock } = await restarted()
  await dial()
  await calls.endCall(ada, { callId: 'call-1', reason: 'hangup' })
  await clock.advance(20_000)
  const bob = await connect('bob')
  const { missed } = (await calls.sync(bob, { call: null })) as { missed: unknown[] }
  expect(missed).toHaveLength(1)
})

test('once everybody has had time to come back, somebody who is away is offline at once', async () => {
  const { dial, clock } = await restarted()
  await clock.advance(10_000)
  expect(await dial()).toEqual({ ok: false, error: 'offline' })
})

test('a guest cannot be called, on the way back or not', async () => {
  const { dial } = await restarted()
  expect(await dial(`guest.${'a'.repeat(26)}`)).toEqual({ ok: false, error: 'offline' })
})

test('an acceptance that comes before its call does is asked to come again, for as long as the call may come', async () => {
  const { connect, calls, clock } = await restarted()
  const bob = await connect('bob')
  const accept = () => calls.acceptCall(bob, { callId: 'call-1' })
  expect(await accept()).toEqual({ ok: false, error: 'unavailable' })
  await calls.endCall(bob, { callId: 'call-2', reason: 'hangup' })
  expect(await calls.acceptCall(bob, { callId: 'call-2' })).toEqual({ ok: false, error: 'notInCall' })
  await clock.advance(10_000)
  expect(await accept()).toEqual({ ok: false, error: 'notInCall' })
})

test('a device that is removed hangs up the call that it is in, and no other', async () => {
  const { ada, dial, connect, calls } = await restarted()
  const [bob, second] = [await connect('bob'), await connect('bob', 2)]
  await calls.endCallsOf(ada)
  await dial()
  await calls.acceptCall(bob, { callId: 'call-1' })
  ada.heard()
  await calls.endCallsOf(second)
  expect(ada.heard()).toEqual([])
  await calls.endCallsOf(bob)
  expect(ada.heard()).toEqual(['callEnded hangup'])
})
