import type { Clock } from '@parley/protocol'
import { describe, expect, it } from 'vitest'
import { createFakeClock } from '../../testing/fakeClock.ts'
import { type CallStore, TOMBSTONE_MS } from '../store.ts'
import { TICKET_MS } from '../tickets.ts'
import { answer, expire, hangUp, ignore } from '../transitions.ts'
import {
  ada,
  ada2,
  bob,
  bob2,
  carol,
  PLACED_AT,
  sampleAnswered,
  sampleMet,
  sampleRinging,
  sampleWaiter,
} from './sampleCalls.ts'

const now = PLACED_AT + 1000
const end = (store: CallStore, callId: string) => store.update(callId, (call) => hangUp(call, ada, 'hangup', now))

const hold = async (store: CallStore, callId = 'call-1') =>
  (await store.update(callId, (call) => ignore(call, bob, true)))?.after

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
      expect([await store.isBuried('call-1'), await store.isBuried('call-2')]).toEqual([true, false])
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

    it('lets the callee of a held call go, and keeps the caller in it', async () => {
      const { store } = setUp()
      await store.place(sampleRinging())
      const call = await hold(store)
      expect(await store.findByUser('bob')).toBeNull()
      expect(await store.findByUser('ada')).toEqual(call)
      expect(await store.get('call-1')).toEqual(call)
      expect(await store.findHeld('BOB')).toEqual([call])
      expect(await store.findHeld('ada')).toEqual([])
      expect(await store.countLive()).toBe(1)
    })

    it('lets others call the callee of a held call, and the callee call others', async () => {
      const { store } = setUp()
      await store.place(sampleRinging())
      await hold(store)
      const second = sampleRinging({ callId: 'call-2', caller: carol })
      expect(await store.place(second)).toEqual({ outcome: 'created' })
      expect(await store.findByUser('bob')).toEqual(second)
      await end(store, 'call-1')
      expect(await store.findByUser('bob')).toEqual(second)
      expect(await store.findHeld('bob')).toEqual([])
    })

    it('keeps several held calls of one callee apart', async () => {
      const { store } = setUp()
      await store.place(sampleRinging())
      await hold(store)
      await store.place(sampleRinging({ callId: 'call-2', caller: carol }))
      await hold(store, 'call-2')
      expect((await store.findHeld('bob')).map(({ callId }) => callId)).toEqual(['call-1', 'call-2'])
      await store.update('call-1', (call) => expire(call, PLACED_AT + 45_000))
      expect((await store.findHeld('bob')).map(({ callId }) => callId)).toEqual(['call-2'])
    })

    it('shows the held call to its callee who dials the caller, and lets that be the answer', async () => {
      const { store } = setUp()
      await store.place(sampleRinging())
      const held = await hold(store)
      const second = sampleRinging({ callId: 'call-2', caller: bob, callee: 'ada' })
      expect(await store.place(second)).toEqual({ outcome: 'conflict', ofCaller: null, ofCallee: held })
      const crossed = await store.update('call-1', (call) => answer(call, bob, now, second))
      expect(await store.findByUser('bob')).toEqual(crossed?.after)
      expect(crossed?.after).toMatchObject({ state: 'answered', answeredBy: bob })
      expect(await store.findHeld('bob')).toEqual([])
    })

    it('never puts the callee of a held call into a second one', async () => {
      const { store } = setUp()
      await store.place(sampleRinging())
      await hold(store)
      const second = sampleRinging({ callId: 'call-2', caller: carol })
      await store.place(second)
      const crossed = await store.update('call-1', (call) =>
        answer(call, bob, now, { callId: 'call-3', media: 'video' }),
      )
      expect(crossed?.after).toBe(crossed?.before)
      expect(await store.findByUser('bob')).toEqual(second)
    })

    describe('of two who have waited', () => {
      const of = (one: string, other: string) =>
        [one, other].map((userId) =>
          sampleWaiter({ callId: `wait of ${userId}`, device: { userId, deviceId: `${userId}-1` } }),
        )
      const pair = (one: string, other: string) => {
        const [first, second] = of(one, other)
        if (!first || !second) throw new Error('nobody waits')
        return [first, second] as const
      }

      it('keeps their call, and finds it by both names, both users and the link', async () => {
        const { store } = setUp()
        const call = sampleMet()
        expect(await store.findByLink('hash of a link')).toBeNull()
        expect(await store.meet(call)).toEqual({ outcome: 'created' })
        const found = [store.get('call-1'), store.get('call-2'), store.findByUser('ADA'), store.findByUser('bob')]
        for (const each of await Promise.all([...found, store.findByLink('hash of a link')])) expect(each).toEqual(call)
        expect(await store.countLive()).toBe(1)
      })

      it('takes one of two for the same user, and says who is busy', async () => {
        const { store } = setUp()
        const met = await Promise.all([
          store.meet(sampleMet({ link: null, pair: pair('ada', 'bob') })),
          store.meet(sampleMet({ link: null, pair: [pair('ADA', 'x')[0], pair('carol', 'x')[0]] })),
        ])
        expect(met).toEqual([{ outcome: 'created' }, { outcome: 'busy', users: ['ADA'] }])
        expect(
          await store.meet(
            sampleMet({ link: null, pair: [sampleWaiter(), sampleWaiter({ callId: 'call-2', device: bob })] }),
          ),
        ).toEqual({ outcome: 'busy', users: ['ada', 'bob'] })
      })

      it('takes one of two at the same link, and the next once it is over', async () => {
        const { store } = setUp()
        const [first, second] = [sampleMet({ pair: pair('ada', 'bob') }), sampleMet({ pair: pair('carol', 'dave') })]
        expect(await Promise.all([store.meet(first), store.meet(second)])).toEqual([
          { outcome: 'created' },
          { outcome: 'full' },
        ])
        expect(await store.findByUser('carol')).toBeNull()
        await store.update(first.callId, (call) => hangUp(call, first.caller, 'hangup', now))
        expect(await store.findByLink('hash of a link')).toBeNull()
        expect(await store.meet(second)).toEqual({ outcome: 'created' })
        expect(await store.forget(second.callId)).toEqual(second)
        expect(await store.findByLink('hash of a link')).toBeNull()
      })

      it('takes none of which one has hung up before, or that is known already', async () => {
        for (const name of ['call-1', 'call-2']) {
          const { store } = setUp()
          await store.bury(name)
          expect(await store.meet(sampleMet())).toEqual({ outcome: 'spent', callIds: [name] })
          expect([await store.findByUser('ada'), await store.findByLink('hash of a link')]).toEqual([null, null])
        }
        const { store } = setUp()
        await store.meet(sampleMet())
        expect(await store.meet(sampleMet())).toEqual({ outcome: 'spent', callIds: ['call-1', 'call-2'] })
        await end(store, 'call-2')
        expect(await store.meet(sampleMet())).toEqual({ outcome: 'spent', callIds: ['call-1', 'call-2'] })
      })

      it('takes it up again after a restart, and knows that its link is full', async () => {
        const clock = createFakeClock(PLACED_AT + 1)
        const store = create(clock)
        expect(await store.adopt(sampleMet())).toBe(true)
        expect(await store.findByLink('hash of a link')).toMatchObject({ callId: 'call-1' })
      })
    })

    describe('of a call that was answered before its time', () => {
      const setUpLater = () => {
        const clock = createFakeClock(sampleAnswered().answeredAt + 1)
        return { clock, store: create(clock) }
      }

      it('takes it up, and both its users are in it', async () => {
        const { store } = setUpLater()
        const call = sampleAnswered()
        expect(await store.adopt(call)).toBe(true)
        expect(await store.get('call-1')).toEqual(call)
        expect(await store.findByUser('ADA')).toEqual(call)
        expect(await store.findByUser('bob')).toEqual(call)
        expect(await store.countLive()).toBe(1)
      })

      it('takes it up once, of two who bring it at the same moment', async () => {
        const { store } = setUpLater()
        const adopted = await Promise.all([store.adopt(sampleAnswered()), store.adopt(sampleAnswered())])
        expect(adopted).toEqual([true, false])
      })

      it('does not while one of its users is in another call', async () => {
        for (const placement of [
          { caller: carol, callee: 'Bob' },
          { caller: ada2, callee: 'carol' },
        ]) {
          const { store } = setUpLater()
          await store.place(sampleRinging({ callId: 'call-2', ...placement }))
          expect(await store.adopt(sampleAnswered())).toBe(false)
          expect(await store.get('call-1')).toBeNull()
          expect(await store.countLive()).toBe(1)
        }
      })

      it('does not if it was buried by either of its names', async () => {
        for (const name of ['call-1', 'call-2']) {
          const { store } = setUpLater()
          await store.bury(name)
          expect(await store.adopt({ ...sampleAnswered(), crossedBy: 'call-2' })).toBe(false)
          expect(await store.findByUser('ada')).toBeNull()
        }
      })

      it('finds it by the name of the one that crossed it', async () => {
        const { store } = setUpLater()
        expect(await store.adopt({ ...sampleAnswered(), crossedBy: 'call-2' })).toBe(true)
        expect(await store.get('call-2')).toMatchObject({ callId: 'call-1' })
      })

      it('takes it up again as often as it has let go of it, also one of its own time', async () => {
        const { store } = setUpLater()
        await store.adopt(sampleAnswered())
        for (let time = 0; time < 2; time++) {
          expect(await store.forget('call-1')).toEqual(sampleAnswered())
          expect([await store.get('call-1'), await store.findByUser('ada'), await store.countLive()]).toEqual([
            null,
            null,
            0,
          ])
          expect(await store.adopt(sampleAnswered())).toBe(true)
          expect(await store.adopt(sampleAnswered())).toBe(false)
        }
        expect(await store.forget('call-2')).toBeNull()
      })

      it('does not let go of a call that rings, nor take up one that was hung up after it let go of it', async () => {
        const { store } = setUp()
        await store.place(sampleRinging())
        expect(await store.forget('call-1')).toBeNull()
        await store.update('call-1', (call) => answer(call, bob, call.placedAt))
        const call = await store.forget('call-1')
        await store.bury('call-1')
        expect(call && (await store.adopt(call))).toBe(false)
      })

      it('never takes it up again once it has ended, however long ago', async () => {
        const { store, clock } = setUpLater()
        await store.adopt(sampleAnswered())
        await end(store, 'call-1')
        expect(await store.adopt(sampleAnswered())).toBe(false)
        await clock.advance(TICKET_MS - 1)
        expect(await store.get('call-1')).toBeNull()
        expect(await store.adopt(sampleAnswered())).toBe(false)
      })

      it('takes up none of its own time: what it does not know of that has ended', async () => {
        const { store, clock } = setUp()
        await store.place(sampleRinging())
        await store.update('call-1', (call) => answer(call, bob, now))
        await end(store, 'call-1')
        await clock.advance(TOMBSTONE_MS)
        expect(await store.get('call-1')).toBeNull()
        expect(await store.adopt(sampleAnswered())).toBe(false)
      })
    })

    it('changes nothing it does not know', async () => {
      const { store } = setUp()
      expect(await end(store, 'nothing')).toBeNull()
      expect(await store.get('__proto__')).toBeNull()
    })
  })
}
