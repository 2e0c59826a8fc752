import { createFakeClock } from '@parley/protocol/testing'
import { expect, test } from 'vitest'
import { waitFor } from './waitFor.ts'

const never = new Promise<string>(() => {})

test('a promise that settles in time gives its own result, and leaves no timer', async () => {
  const clock = createFakeClock()
  await expect(waitFor(clock, 10, Promise.resolve('here'), 'late').result).resolves.toBe('here')
  await expect(waitFor(clock, 10, Promise.reject(new Error('refused')), 'late').result).rejects.toThrow('refused')
  expect(clock.pending).toBe(0)
})

test('one that never settles gives the other result when its time is over, or when it is given up', async () => {
  const clock = createFakeClock()
  const one = waitFor(clock, 10, never, 'late')
  clock.advance(10)
  await expect(one.result).resolves.toBe('late')
  const other = waitFor(clock, 10, never, 'late')
  other.giveUp()
  await expect(other.result).resolves.toBe('late')
  expect(clock.pending).toBe(0)
})

test('one that is refused after its time disturbs nobody', async () => {
  const clock = createFakeClock()
  let refuse = (_error: Error) => {}
  const refused = new Promise<string>((_resolve, reject) => {
    refuse = reject
  })
  const waiting = waitFor(clock, 10, refused, 'late')
  clock.advance(10)
  refuse(new Error('too late'))
  await expect(waiting.result).resolves.toBe('late')
})
