import type { Clock } from '@parley/protocol'
import { describe, expect, it } from 'vitest'
import { createFakeClock } from '../../testing/fakeClock.ts'
import { type CallStore, TOMBSTONE_MS } from '../store.ts'
import { answer, hangUp } from '../transitions.ts'
import { ada, ada2, bob, bob2, carol, PLACED_AT, sampleRinging } from './sampleCalls.ts'

const now = PLACED_AT + 1000
const end = (store: CallStore, callId: string) => store.update(callId, (call) => hangUp(call, ada, 'hangup', now))

/** What every `CallStore` must do, whatever it keeps calls in. */
export function describeCallStore(name: string, create: (clock: Clock) => CallStore): void {
  function setUp() {
    const clock = createFakeClock(PLACED_AT)
    return { clock, store: create(clock) }
  }

  describe(name, () => {
    it('keeps a placed call and finds it by its callId and by both users, however their IDs are written', async () => {
      const { store } = setUp()
      const call = sampleRinging()
      expect(await store.place(call)).toEqual({ outcome: 'created' })
      expect(await store.get('call-1')).toEqual(call)
      expect(await store.findByUser('ADA')).toEqual(call)
      expect(await store.findByUser('Bob')).toEqual(call)
      expect(await store.countLive()).toBe(1)
    })

    it('answers a repeated placing with the call that is there', async () => {
      const { store } = setUp()
      const call = sampleRinging()
      await store.place(call)
      expect(await store.place(sampleRinging({ at: now }))).toEqual({ outcome: 'known', call })
    })

    it('lets a user be in one live call only', async () => {
      const { store } = setUp()
      const call = sampleRinging()
      await store.place(call)
      const others = [
        { placement: { callId: 'b', caller: carol, callee: 'bob' }, ofCaller: null, ofCallee: call },
        { placement: { callId: 'c', caller: ada2, callee: 'carol' }, ofCaller: call, ofCallee: null },
        { placement: { callId: 'd', caller: bob, callee: 'ada' }, ofCaller: call, ofCallee: call },
      ]
      for (const { placement, ...conflict } of others) {
        expect(await store.place(sampleRinging(placement))).toEqual({ outcome: 'conflict', ...conflict })
      }
    })

    it('takes one of two calls placed at the same moment', async () => {
      const { store } = setUp()
      const placed = await Promise.all([
        store.place(sampleRinging()),
        store.place(sampleRinging({ callId: 'call-2', caller: bob, callee: 'ada' })),
      ])
      expect(placed.map(({ outcome }) => outcome).sort()).toEqual(['conflict', 'created'])
    })

    it('lets one of two simultaneous transitions win', async () => {
      const { store } = setUp()
      await store.place(sampleRinging())
      const changes = await Promise.all([
        store.update('call-1', (call) => answer(call, bob, now)),
        store.update('call-1', (call) => answer(call, bob2, now)),
      ])
      expect(changes.filter((change) => change && change.before !== change.after)).toHaveLength(1)
      expect(await store.get('call-1')).toMatchObject({ answeredBy: bob, rev: 2 })
    })

    it('frees both users when a call ends, and shows the ended call to those who ask late', async () => {
      const { store } = setUp()
      await store.place(sampleRinging())
      await end(store, 'call-1')
      expect(await store.findByUser('ada')).toBeNull()
      expect(await store.findByUser('bob')).toBeNull()
      expect(await store.countLive()).toBe(0)
      expect(await store.get('call-1')).toMatchObject({ state: 'ended', reason: 'cancelled' })
      expect(await store.place(sampleRinging({ callId: 'call-2' }))).toEqual({ outcome: 'created' })
    })

    it('never lets an ended call begin again', async () => {
      const { store } = setUp()
      await store.place(sampleRinging())
      await end(store, 'call-1')
      expect(await store.place(sampleRinging())).toMatchObject({ outcome: 'known', call: { state: 'ended' } })
    })

    it('never lets a call begin that was hung up before it arrived', async () => {
      const { store } = setUp()
      await store.bury('call-1')
      expect(await store.place(sampleRinging())).toEqual({ outcome: 'buried' })
      expect(await store.get('call-1')).toBeNull()
    })

    it('buries nothing that is alive', async () => {
      const { store } = setUp()
      await store.place(sampleRinging())
      await store.bury('call-1')
      expect(await store.get('call-1')).toMatchObject({ state: 'ringing' })
    })

    it('knows a call by the name of the one that crossed it, in life and after', async () => {
      const { store } = setUp()
      await store.place(sampleRinging())
      await store.update('call-1', (call) => answer(call, bob, now, { callId: 'call-2', media: 'voice' }))
      expect(await store.get('call-2')).toMatchObject({ callId: 'call-1', state: 'answered' })
      await end(store, 'call-2')
      expect(await store.get('call-2')).toMatchObject({ callId: 'call-1', state: 'ended' })
      expect(await store.countLive()).toBe(0)
    })

    it('forgets ended and buried calls after a while', async () => {
      const { store, clock } = setUp()
      await store.place(sampleRinging())
      await end(store, 'call-1')
      await store.bury('call-2')
      await clock.advance(TOMBSTONE_MS)
      expect(await store.get('call-1')).toBeNull()
      expect(await store.place(sampleRinging({ callId: 'call-2' }))).toEqual({ outcome: 'created' })
    })

    it('changes nothing it does not know', async () => {
      const { store } = setUp()
      expect(await end(store, 'nothing')).toBeNull()
      expect(await store.get('__proto__')).toBeNull()
    })
  })
}
