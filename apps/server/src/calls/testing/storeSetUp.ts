import type { Clock } from '@parley/protocol'
import { createFakeClock } from '../../testing/fakeClock.ts'
import type { CallStore } from '../store.ts'
import { hangUp } from '../transitions.ts'
import { ada, PLACED_AT } from './sampleCalls.ts'

/** Makes the store under test. */
export type CreateCallStore = (clock: Clock) => CallStore

/**
 * Creates a store on a fake clock.
 *
 * @param startedAt when the store begins, milliseconds since the epoch
 */
export function setUpStore(create: CreateCallStore, startedAt = PLACED_AT) {
  const clock = createFakeClock(startedAt)
  return { clock, store: create(clock) }
}

/** A moment after the sample call was placed. */
export const now = PLACED_AT + 1000

/** Ends a sample call: Ada hangs up. */
export const end = (store: CallStore, callId: string) =>
  store.update(callId, (call) => hangUp(call, ada, 'hangup', now))
