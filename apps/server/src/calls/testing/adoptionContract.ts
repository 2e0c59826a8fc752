import { describe, expect, it } from 'vitest'
import { TOMBSTONE_MS } from '../store.ts'
import { TICKET_MS } from '../tickets.ts'
import { answer } from '../transitions.ts'
import { ada2, bob, carol, sampleAnswered, sampleRinging } from './sampleCalls.ts'
import { type CreateCallStore, end, now, setUpStore } from './storeSetUp.ts'

/** The tests of `CallStore` for adopting and forgetting calls. */
export function describeAdoption(create: CreateCallStore): void {
  describe('of a call that was answered before its time', () => {
    const setUpLater = () => setUpStore(create, sampleAnswered().answeredAt + 1)

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
      const { store } = setUpStore(create)
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

    it('takes up no call of its own time: one it does not know any more has ended', async () => {
      const { store, clock } = setUpStore(create)
      await store.place(sampleRinging())
      await store.update('call-1', (call) => answer(call, bob, now))
      await end(store, 'call-1')
      await clock.advance(TOMBSTONE_MS)
      expect(await store.get('call-1')).toBeNull()
      expect(await store.adopt(sampleAnswered())).toBe(false)
    })
  })
}
