import { describe, expect, it } from 'vitest'
import { TOMBSTONE_MS } from '../store.ts'
import { TICKET_MS } from '../tickets.ts'
import { answer } from '../transitions.ts'
import { ada, ada2, bob, bob2, carol, dave, sampleAnswered, sampleMet, sampleRinging } from './sampleCalls.ts'
import { type CreateCallStore, end, now, setUpStore } from './storeSetUp.ts'

/** The tests of `CallStore` for adopting and forgetting calls. */
export function describeAdoption(create: CreateCallStore): void {
  describe('of a call that was answered before its time', () => {
    const setUpLater = () => setUpStore(create)

    it('takes it up for the device that claims it, and for the other one once that claims it too', async () => {
      const { store } = setUpLater()
      const call = sampleAnswered()
      expect(await store.adopt(call, true, ada)).toBe(true)
      expect(await store.get('call-1')).toEqual(call)
      expect(await store.findByUser('ADA')).toEqual(call)
      expect([await store.findByUser('bob'), await store.findAwaiting('Bob')]).toEqual([null, [call]])
      for (const other of [ada, bob2, carol]) expect(await store.claim('call-1', other)).toEqual({ outcome: 'known' })
      expect(await store.claim('call-1', bob)).toEqual({ outcome: 'claimed', call })
      expect([await store.findByUser('bob'), await store.findAwaiting('Bob')]).toEqual([call, []])
      expect(await store.claim('call-1', bob)).toEqual({ outcome: 'known' })
      expect(await store.countLive()).toBe(1)
    })

    it('does not keep the other user from another call until then', async () => {
      const { store } = setUpLater()
      await store.adopt(sampleAnswered(), true, ada)
      const toBob = sampleRinging({ callId: 'call-2', caller: carol, callee: 'bob' })
      expect(await store.place(toBob)).toEqual({ outcome: 'created', call: toBob })
      const call = (await store.update('call-2', (ringing) => answer(ringing, bob, now)))?.after
      expect(await store.findByUser('bob')).toEqual(call)
      expect(await store.claim('call-1', bob)).toEqual({ outcome: 'busy', call })
      await end(store, 'call-1')
      expect([await store.findByUser('bob'), await store.findAwaiting('bob')]).toEqual([call, []])
    })

    it('takes it up though a call rings for its users', async () => {
      const { store } = setUpLater()
      for (const callee of ['bob', 'Ada'])
        await store.place(sampleRinging({ callId: `to-${callee}`, caller: callee === 'bob' ? carol : dave, callee }))
      expect(await store.adopt(sampleAnswered(), true, ada)).toBe(true)
      expect(await store.claim('call-1', bob)).toMatchObject({ outcome: 'claimed' })
      for (const user of ['ada', 'bob']) {
        expect(await store.findByUser(user)).toEqual(sampleAnswered())
        expect(await store.findRinging(user)).toHaveLength(1)
      }
    })

    it('takes up several that await one user, each for the device that claims it', async () => {
      const { store } = setUpLater()
      const other = { ...sampleAnswered(), callId: 'call-2', caller: carol }
      expect(await store.adopt(sampleAnswered(), true, ada)).toBe(true)
      expect(await store.adopt(other, true, carol)).toBe(true)
      expect(await store.findAwaiting('bob')).toHaveLength(2)
      expect(await store.claim('call-1', bob)).toMatchObject({ outcome: 'claimed' })
      expect(await store.claim('call-2', bob)).toMatchObject({ outcome: 'busy', call: { callId: 'call-1' } })
      await store.forget('call-2')
      expect(await store.findAwaiting('bob')).toEqual([])
      expect([await store.findByUser('bob'), await store.findByUser('carol')]).toMatchObject([
        { callId: 'call-1' },
        null,
      ])
    })

    it('does not hold a link for somebody who claims its call alone', async () => {
      const { store } = setUpLater()
      const call = sampleMet()
      await store.adopt(call, true, call.caller)
      expect(await store.findByLink('hash of a link')).toBeNull()
      await store.claim(call.callId, call.answeredBy)
      expect(await store.findByLink('hash of a link')).toEqual(call)
    })

    it('takes it up once, of two who bring it at the same moment', async () => {
      const { store } = setUpLater()
      const adopted = await Promise.all([
        store.adopt(sampleAnswered(), true, ada),
        store.adopt(sampleAnswered(), true, ada),
      ])
      expect(adopted).toEqual([true, false])
    })

    it('does not while one of its users is in another call', async () => {
      for (const placement of [
        { caller: bob2, callee: 'carol' },
        { caller: ada2, callee: 'carol' },
      ]) {
        const { store } = setUpLater()
        await store.place(sampleRinging({ callId: 'call-2', ...placement }))
        expect(await store.adopt(sampleAnswered(), true, ada)).toBe(false)
        expect(await store.get('call-1')).toBeNull()
        expect(await store.countLive()).toBe(1)
      }
    })

    it('does not if it was buried by either of its names', async () => {
      for (const name of ['call-1', 'call-2']) {
        const { store } = setUpLater()
        await store.bury(name)
        expect(await store.adopt({ ...sampleAnswered(), crossedBy: 'call-2' }, true, ada)).toBe(false)
        expect(await store.findByUser('ada')).toBeNull()
      }
    })

    it('finds it by the name of the one that crossed it', async () => {
      const { store } = setUpLater()
      expect(await store.adopt({ ...sampleAnswered(), crossedBy: 'call-2' }, true, ada)).toBe(true)
      expect(await store.get('call-2')).toMatchObject({ callId: 'call-1' })
    })

    it('takes it up again as often as it has let go of it, also one of its own time', async () => {
      const { store } = setUpLater()
      await store.adopt(sampleAnswered(), true, ada)
      for (let time = 0; time < 2; time++) {
        expect(await store.forget('call-1')).toEqual(sampleAnswered())
        expect([await store.get('call-1'), await store.findByUser('ada'), await store.countLive()]).toEqual([
          null,
          null,
          0,
        ])
        expect(await store.adopt(sampleAnswered(), true, ada)).toBe(true)
        expect(await store.adopt(sampleAnswered(), true, ada)).toBe(false)
      }
      expect(await store.forget('call-2')).toBeNull()
    })

    it('does not let go of a call that rings, nor take up one that was hung up after it let go of it', async () => {
      const { store } = setUpStore(create)
      await store.place(sampleRinging())
      expect(await store.forget('call-1')).toBeNull()
      await store.update('call-1', (call) => answer(call, bob, call.placedAt))
      const call = await store.forget('call-1')
      await store.bury('call-1')
      expect(call && (await store.adopt(call, true, ada))).toBe(false)
    })

    it('never takes it up again once it has ended, however long ago', async () => {
      const { store, clock } = setUpLater()
      await store.adopt(sampleAnswered(), true, ada)
      await end(store, 'call-1')
      expect(await store.adopt(sampleAnswered(), true, ada)).toBe(false)
      await clock.advance(TICKET_MS - 1)
      expect(await store.get('call-1')).toBeNull()
      expect(await store.adopt(sampleAnswered(), true, ada)).toBe(false)
    })

    it('takes up no call of its own time: one it does not know any more has ended', async () => {
      const { store, clock } = setUpStore(create)
      await store.place(sampleRinging())
      await store.update('call-1', (call) => answer(call, bob, now))
      await end(store, 'call-1')
      await clock.advance(TOMBSTONE_MS)
      expect(await store.get('call-1')).toBeNull()
      expect(await store.adopt(sampleAnswered(), false, ada)).toBe(false)
    })
  })
}
