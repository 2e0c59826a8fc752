import { describe, expect, it } from 'vitest'
import { hangUp } from '../transitions.ts'
import { ada, bob, PLACED_AT, sampleMet, sampleWaiter } from './sampleCalls.ts'
import { type CreateCallStore, end, now, setUpStore } from './storeSetUp.ts'

/** The tests of `CallStore` for calls between two waiters. */
export function describeMeeting(create: CreateCallStore): void {
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
      const { store } = setUpStore(create)
      const call = sampleMet()
      expect(await store.findByLink('hash of a link')).toBeNull()
      expect(await store.meet(call)).toEqual({ outcome: 'created' })
      const found = [store.get('call-1'), store.get('call-2'), store.findByUser('ADA'), store.findByUser('bob')]
      for (const each of await Promise.all([...found, store.findByLink('hash of a link')])) expect(each).toEqual(call)
      expect(await store.countLive()).toBe(1)
    })

    it('takes one of two for the same user, and says who is busy', async () => {
      const { store } = setUpStore(create)
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
      const { store } = setUpStore(create)
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
        const { store } = setUpStore(create)
        await store.bury(name)
        expect(await store.meet(sampleMet())).toEqual({ outcome: 'spent', callIds: [name] })
        expect([await store.findByUser('ada'), await store.findByLink('hash of a link')]).toEqual([null, null])
      }
      const { store } = setUpStore(create)
      await store.meet(sampleMet())
      expect(await store.meet(sampleMet())).toEqual({ outcome: 'spent', callIds: ['call-1', 'call-2'] })
      await end(store, 'call-2')
      expect(await store.meet(sampleMet())).toEqual({ outcome: 'spent', callIds: ['call-1', 'call-2'] })
    })

    it('takes it up again after a restart, and knows that its link is full', async () => {
      const { store } = setUpStore(create, PLACED_AT + 1)
      expect(await store.adopt(sampleMet(), true, ada)).toBe(true)
      expect(await store.findByLink('hash of a link')).toBeNull()
      await store.claim('call-1', bob)
      expect(await store.findByLink('hash of a link')).toMatchObject({ callId: 'call-1' })
    })
  })
}
