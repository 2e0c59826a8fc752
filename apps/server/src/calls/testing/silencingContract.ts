import { expect, it } from 'vitest'
import type { CallStore } from '../store.ts'
import { answer, expire, ignore } from '../transitions.ts'
import { ada, bob, carol, dave, PLACED_AT, sampleRinging } from './sampleCalls.ts'
import { type CreateCallStore, end, now, setUpStore } from './storeSetUp.ts'

const silence = async (store: CallStore, callId = 'call-1') =>
  (await store.update(callId, (call) => ignore(call, bob, true)))?.after

/** The tests of `CallStore` for calls that ring, silenced ones too: the caller is in the call, the callee is free. */
export function describeSilencing(create: CreateCallStore): void {
  it.each(['rings', 'is silenced'])('keeps the caller in a call that %s, and the callee free', async (how) => {
    const { store } = setUpStore(create)
    await store.place(sampleRinging())
    const call = how === 'rings' ? sampleRinging() : await silence(store)
    expect(await store.findByUser('bob')).toBeNull()
    expect(await store.findByUser('ada')).toEqual(call)
    expect(await store.get('call-1')).toEqual(call)
    expect(await store.findRinging('BOB')).toEqual([call])
    expect(await store.findRinging('ada')).toEqual([])
    expect(await store.countLive()).toBe(1)
  })

  it('lets others call somebody whom a call rings for, and that person call others', async () => {
    const { store } = setUpStore(create)
    await store.place(sampleRinging())
    const second = sampleRinging({ callId: 'call-2', caller: carol })
    expect(await store.place(second)).toEqual({ outcome: 'created', call: second })
    expect(await store.findRinging('bob')).toEqual([sampleRinging(), second])
    const own = sampleRinging({ callId: 'call-3', caller: bob, callee: 'dave' })
    expect(await store.place(own)).toEqual({ outcome: 'created', call: own })
    expect(await store.findByUser('bob')).toEqual(own)
    await end(store, 'call-1')
    expect(await store.findByUser('bob')).toEqual(own)
    expect(await store.findRinging('bob')).toEqual([second])
  })

  it('tells a call to somebody in another call to the device of that one', async () => {
    const { store } = setUpStore(create)
    await store.place(sampleRinging())
    await store.update('call-1', (call) => answer(call, bob, now))
    const toBob = sampleRinging({ callId: 'call-2', caller: carol })
    expect(await store.place(toBob)).toEqual({ outcome: 'created', call: { ...toBob, onlyAt: bob } })
    const toAda = sampleRinging({ callId: 'call-3', caller: dave, callee: 'ADA' })
    expect(await store.place(toAda)).toEqual({ outcome: 'created', call: { ...toAda, onlyAt: ada } })
  })

  it('keeps several calls to one callee apart', async () => {
    const { store } = setUpStore(create)
    await store.place(sampleRinging())
    await silence(store)
    await store.place(sampleRinging({ callId: 'call-2', caller: carol }))
    await silence(store, 'call-2')
    expect((await store.findRinging('bob')).map(({ callId }) => callId)).toEqual(['call-1', 'call-2'])
    await store.update('call-1', (call) => expire(call, PLACED_AT + 45_000))
    expect((await store.findRinging('bob')).map(({ callId }) => callId)).toEqual(['call-2'])
  })

  it.each(['rings', 'is silenced'])(
    'shows a call that %s to its callee who dials the caller, and lets that be the answer',
    async (how) => {
      const { store } = setUpStore(create)
      await store.place(sampleRinging())
      // Of several that ring for the callee, the one of the person who is dialled.
      await store.place(sampleRinging({ callId: 'call-4', caller: carol }))
      const call = how === 'rings' ? sampleRinging() : await silence(store)
      const second = sampleRinging({ callId: 'call-2', caller: bob, callee: 'ada' })
      expect(await store.place(second)).toEqual({ outcome: 'crossing', call })
      const crossed = await store.update('call-1', (call) => answer(call, bob, now, second))
      expect(await store.findByUser('bob')).toEqual(crossed?.after)
      expect(crossed?.after).toMatchObject({ state: 'answered', answeredBy: bob })
      expect((await store.findRinging('bob')).map(({ callId }) => callId)).toEqual(['call-4'])
    },
  )

  it.each(['rings', 'is silenced'])('never puts the callee of a call that %s into a second one', async (how) => {
    const { store } = setUpStore(create)
    await store.place(sampleRinging())
    if (how === 'is silenced') await silence(store)
    await store.place(sampleRinging({ callId: 'call-2', caller: carol }))
    const second = await store.update('call-2', (call) => answer(call, bob, now))
    const crossed = await store.update('call-1', (call) => answer(call, bob, now, { callId: 'call-3', media: 'video' }))
    expect(crossed?.after).toBe(crossed?.before)
    expect(await store.findByUser('bob')).toEqual(second?.after)
  })
}
