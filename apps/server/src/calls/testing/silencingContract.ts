import { expect, it } from 'vitest'
import type { CallStore } from '../store.ts'
import { answer, expire, ignore } from '../transitions.ts'
import { bob, carol, PLACED_AT, sampleRinging } from './sampleCalls.ts'
import { type CreateCallStore, end, now, setUpStore } from './storeSetUp.ts'

const silence = async (store: CallStore, callId = 'call-1') =>
  (await store.update(callId, (call) => ignore(call, bob, true)))?.after

/** The tests of `CallStore` for silenced calls: the caller stays in the call, the callee is free. */
export function describeSilencing(create: CreateCallStore): void {
  it('lets the callee of a silenced call go, and keeps the caller in it', async () => {
    const { store } = setUpStore(create)
    await store.place(sampleRinging())
    const call = await silence(store)
    expect(await store.findByUser('bob')).toBeNull()
    expect(await store.findByUser('ada')).toEqual(call)
    expect(await store.get('call-1')).toEqual(call)
    expect(await store.findSilenced('BOB')).toEqual([call])
    expect(await store.findSilenced('ada')).toEqual([])
    expect(await store.countLive()).toBe(1)
  })

  it('lets others call the callee of a silenced call, and the callee call others', async () => {
    const { store } = setUpStore(create)
    await store.place(sampleRinging())
    await silence(store)
    const second = sampleRinging({ callId: 'call-2', caller: carol })
    expect(await store.place(second)).toEqual({ outcome: 'created' })
    expect(await store.findByUser('bob')).toEqual(second)
    await end(store, 'call-1')
    expect(await store.findByUser('bob')).toEqual(second)
    expect(await store.findSilenced('bob')).toEqual([])
  })

  it('keeps several silenced calls of one callee apart', async () => {
    const { store } = setUpStore(create)
    await store.place(sampleRinging())
    await silence(store)
    await store.place(sampleRinging({ callId: 'call-2', caller: carol }))
    await silence(store, 'call-2')
    expect((await store.findSilenced('bob')).map(({ callId }) => callId)).toEqual(['call-1', 'call-2'])
    await store.update('call-1', (call) => expire(call, PLACED_AT + 45_000))
    expect((await store.findSilenced('bob')).map(({ callId }) => callId)).toEqual(['call-2'])
  })

  it('shows the silenced call to its callee who dials the caller, and lets that be the answer', async () => {
    const { store } = setUpStore(create)
    await store.place(sampleRinging())
    const silenced = await silence(store)
    const second = sampleRinging({ callId: 'call-2', caller: bob, callee: 'ada' })
    expect(await store.place(second)).toEqual({ outcome: 'conflict', ofCaller: null, ofCallee: silenced })
    const crossed = await store.update('call-1', (call) => answer(call, bob, now, second))
    expect(await store.findByUser('bob')).toEqual(crossed?.after)
    expect(crossed?.after).toMatchObject({ state: 'answered', answeredBy: bob })
    expect(await store.findSilenced('bob')).toEqual([])
  })

  it('never puts the callee of a silenced call into a second one', async () => {
    const { store } = setUpStore(create)
    await store.place(sampleRinging())
    await silence(store)
    const second = sampleRinging({ callId: 'call-2', caller: carol })
    await store.place(second)
    const crossed = await store.update('call-1', (call) => answer(call, bob, now, { callId: 'call-3', media: 'video' }))
    expect(crossed?.after).toBe(crossed?.before)
    expect(await store.findByUser('bob')).toEqual(second)
  })
}
