import { setImmediate } from 'node:timers/promises'
import type { MissedCall } from '@parley/protocol'
import { expect, test } from 'vitest'
import { createMissedStore } from '../directory/testing/missedStore.ts'
import { createFakeClock } from '../testing/fakeClock.ts'
import { createLogRecorder } from '../testing/logRecorder.ts'
import { createMissedCalls } from './missedCalls.ts'

const missed = (number: number, at = number): MissedCall => ({
  callId: `call-${number}`,
  caller: 'ada',
  media: 'video',
  at,
})

function setUp(options?: Parameters<typeof createMissedStore>[0]) {
  const clock = createFakeClock()
  const store = createMissedStore(options)
  const recorder = createLogRecorder()
  const calls = createMissedCalls({ directory: store, clock, log: recorder.log })
  return { clock, store, calls, recorder }
}

/** Says whether the promise has been resolved by now. */
async function isDone(promise: Promise<void>): Promise<boolean> {
  let done = false
  void promise.then(() => {
    done = true
  })
  await setImmediate()
  return done
}

test('a missed call is written at once, and listed meanwhile and afterwards', async () => {
  const { store, calls } = setUp()
  const release = store.hold()
  const kept = calls.keep('Bob', missed(1))
  expect(await calls.list('bOb')).toEqual([missed(1)])
  expect(await isDone(kept)).toBe(false)
  release()
  await kept
  expect(store.writes).toHaveLength(1)
  expect(await store.listMissed('bob')).toEqual([missed(1)])
  expect(await calls.list('bob')).toEqual([missed(1)])
  expect(await calls.list('carol')).toEqual([])
})

test('nobody waits longer than half a second for it, and it is written all the same', async () => {
  const { clock, store, calls } = setUp()
  const release = store.hold()
  const kept = calls.keep('bob', missed(1))
  await clock.advance(499)
  expect(await isDone(kept)).toBe(false)
  await clock.advance(1)
  expect(await isDone(kept)).toBe(true)
  release()
  await clock.advance(0)
  expect(await store.listMissed('bob')).toEqual([missed(1)])
  expect(clock.pending).toBe(0)
})

test('those that come during a write are written together, and with none the clock has nothing to do', async () => {
  const { clock, store, calls } = setUp()
  expect(clock.pending).toBe(0)
  const release = store.hold()
  for (let number = 0; number < 5; number += 1) void calls.keep('bob', missed(number))
  void calls.keep('carol', missed(9))
  release()
  await clock.advance(0)
  expect(store.writes.map((entries) => entries.length)).toEqual([1, 5])
  expect(clock.pending).toBe(0)
})

test('told again before and after it was written, it is kept once, as it was first told', async () => {
  const { clock, calls } = setUp()
  await Promise.all([calls.keep('bob', missed(1, 5)), calls.keep('BOB', missed(1, 6))])
  await calls.keep('bob', missed(1, 7))
  expect(await calls.list('bob')).toEqual([missed(1, 5)])
  await clock.advance(1_000)
  expect(await calls.list('bob')).toEqual([missed(1, 5)])
})

test('a call to an ID that nobody has is waited for and handed on like any other', async () => {
  const { store, calls } = setUp({ unknown: ['nobody'] })
  const release = store.hold()
  const kept = calls.keep('nobody', missed(1))
  expect(await isDone(kept)).toBe(false)
  release()
  await kept
  expect(store.writes).toEqual([[{ userId: 'nobody', missed: missed(1) }]])
  expect(await calls.list('nobody')).toEqual([])
})

test('listed while it is being written, it is there once', async () => {
  const { clock, store, calls } = setUp()
  const release = store.hold()
  void calls.keep('bob', missed(1))
  void calls.keep('bob', missed(2))
  expect(await calls.list('bob')).toEqual([missed(1), missed(2)])
  const listing = calls.list('bob')
  release()
  expect(await listing).toEqual([missed(1), missed(2)])
  await clock.advance(0)
  expect(store.writes.at(-1)).toEqual([{ userId: 'bob', missed: missed(2) }])
})

test('calls that could not be written are tried again a second later, and are listed all the time', async () => {
  const { clock, store, calls, recorder } = setUp()
  const fail = store.hold()
  void calls.keep('bob', missed(1))
  fail(new Error('disk full'))
  await recorder.logged({ msg: 'missed calls could not be written' })
  expect(await calls.list('bob')).toEqual([missed(1)])
  await clock.advance(1_000)
  expect(store.writes).toHaveLength(2)
  expect(await store.listMissed('bob')).toEqual([missed(1)])
  expect(clock.pending).toBe(0)
})

test('closing writes the calls that wait, after those being written, and leaves no timer', async () => {
  const { clock, store, calls } = setUp()
  const release = store.hold()
  void calls.keep('bob', missed(1))
  void calls.keep('bob', missed(2))
  const closing = calls.close()
  release()
  await closing
  expect(await store.listMissed('bob')).toEqual([missed(1), missed(2)])
  await calls.keep('bob', missed(3))
  expect(clock.pending).toBe(0)
  expect(await calls.list('bob')).toEqual([missed(1), missed(2)])
})

test('closing ends although nothing can be written, and lets go who waits', async () => {
  const clock = createFakeClock()
  const keepMissed = () => Promise.reject(new Error('disk full'))
  const directory = { ...createMissedStore(), keepMissed }
  const calls = createMissedCalls({ directory, clock, log: createLogRecorder().log })
  const kept = calls.keep('bob', missed(1))
  await calls.close()
  await kept
  expect(clock.pending).toBe(0)
})

test('the newest fifty are listed, written or not', async () => {
  const { store, calls } = setUp()
  for (let number = 0; number < 40; number += 1) await calls.keep('bob', missed(number))
  const release = store.hold()
  for (let number = 40; number < 60; number += 1) void calls.keep('bob', missed(number))
  const listed = await calls.list('bob')
  expect(listed).toHaveLength(50)
  expect([listed.at(0), listed.at(-1)]).toEqual([missed(10), missed(59)])
  release()
})

test('however many come, the calls that wait are bounded, and the newest are kept', async () => {
  const { clock, store, calls } = setUp()
  const fail = store.hold()
  for (let number = 0; number < 10_050; number += 1) void calls.keep(`user-${number}`, missed(number))
  fail(new Error('disk full'))
  await clock.advance(0)
  await clock.advance(1_000)
  expect(store.writes[1]).toHaveLength(10_000)
  expect(store.writes[1]?.at(-1)?.userId).toBe('user-10049')
})
