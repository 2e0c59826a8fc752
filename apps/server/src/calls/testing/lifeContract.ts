import { expect, it } from 'vitest'
import { TOMBSTONE_MS } from '../store.ts'
import { answer } from '../transitions.ts'
import { ada2, bob, bob2, sampleRinging } from './sampleCalls.ts'
import { type CreateCallStore, end, now, setUpStore } from './storeSetUp.ts'

/** The tests of `CallStore` for placing, changing, ending and remembering calls. */
export function describeLife(create: CreateCallStore): void {
  it('keeps a placed call and finds it by its callId, its caller and its callee, however their IDs are written', async () => {
    const { store } = setUpStore(create)
    const call = sampleRinging()
    expect(await store.place(call)).toEqual({ outcome: 'created', call })
    expect(await store.get('call-1')).toEqual(call)
    expect(await store.findByUser('ADA')).toEqual(call)
    expect(await store.findByUser('Bob')).toBeNull()
    expect(await store.findRinging('Bob')).toEqual([call])
    expect(await store.countLive()).toBe(1)
  })

  it('answers a repeated placing with the call that is there', async () => {
    const { store } = setUpStore(create)
    const call = sampleRinging()
    await store.place(call)
    expect(await store.place(sampleRinging({ at: now }))).toEqual({ outcome: 'known', call })
  })

  it('lets a user be in one call only, on whichever device, and answers a call with one that crosses it', async () => {
    const { store } = setUpStore(create)
    const call = sampleRinging()
    await store.place(call)
    const others = [
      { placement: { callId: 'c', caller: ada2, callee: 'carol' }, outcome: 'conflict' },
      { placement: { callId: 'd', caller: bob, callee: 'ada' }, outcome: 'crossing' },
    ]
    for (const { placement, outcome } of others) {
      expect(await store.place(sampleRinging(placement))).toEqual({ outcome, call })
    }
  })

  it('takes one of two calls placed at the same moment', async () => {
    const { store } = setUpStore(create)
    const placed = await Promise.all([
      store.place(sampleRinging()),
      store.place(sampleRinging({ callId: 'call-2', caller: bob, callee: 'ada' })),
    ])
    expect(placed.map(({ outcome }) => outcome).sort()).toEqual(['created', 'crossing'])
  })

  it('lets one of two simultaneous transitions win', async () => {
    const { store } = setUpStore(create)
    await store.place(sampleRinging())
    const changes = await Promise.all([
      store.update('call-1', (call) => answer(call, bob, now)),
      store.update('call-1', (call) => answer(call, bob2, now)),
    ])
    expect(changes.filter((change) => change && change.before !== change.after)).toHaveLength(1)
    expect(await store.get('call-1')).toMatchObject({ answeredBy: bob, rev: 2 })
  })

  it('frees both users when a call ends, and shows the ended call to those who ask late', async () => {
    const { store } = setUpStore(create)
    await store.place(sampleRinging())
    await end(store, 'call-1')
    expect(await store.findByUser('ada')).toBeNull()
    expect(await store.findByUser('bob')).toBeNull()
    expect(await store.countLive()).toBe(0)
    expect(await store.get('call-1')).toMatchObject({ state: 'ended', reason: 'cancelled' })
    expect(await store.place(sampleRinging({ callId: 'call-2' }))).toMatchObject({ outcome: 'created' })
  })

  it('never lets an ended call begin again', async () => {
    const { store } = setUpStore(create)
    await store.place(sampleRinging())
    await end(store, 'call-1')
    expect(await store.place(sampleRinging())).toMatchObject({ outcome: 'known', call: { state: 'ended' } })
  })

  it('never lets a call begin that was hung up before it arrived', async () => {
    const { store } = setUpStore(create)
    await store.bury('call-1')
    expect([await store.isBuried('call-1'), await store.isBuried('call-2')]).toEqual([true, false])
    expect(await store.place(sampleRinging())).toEqual({ outcome: 'buried' })
    expect(await store.get('call-1')).toBeNull()
  })

  it('buries nothing that is alive', async () => {
    const { store } = setUpStore(create)
    await store.place(sampleRinging())
    await store.bury('call-1')
    expect(await store.get('call-1')).toMatchObject({ state: 'ringing' })
  })

  it('knows a call by the name of the one that crossed it, in life and after', async () => {
    const { store } = setUpStore(create)
    await store.place(sampleRinging())
    await store.update('call-1', (call) => answer(call, bob, now, { callId: 'call-2', media: 'voice' }))
    expect(await store.get('call-2')).toMatchObject({ callId: 'call-1', state: 'answered' })
    await end(store, 'call-2')
    expect(await store.get('call-2')).toMatchObject({ callId: 'call-1', state: 'ended' })
    expect(await store.countLive()).toBe(0)
  })

  it('forgets ended and buried calls after a while', async () => {
    const { store, clock } = setUpStore(create)
    await store.place(sampleRinging())
    await end(store, 'call-1')
    await store.bury('call-2')
    await clock.advance(TOMBSTONE_MS)
    expect(await store.get('call-1')).toBeNull()
    expect(await store.place(sampleRinging({ callId: 'call-2' }))).toMatchObject({ outcome: 'created' })
  })

  it('changes nothing it does not know', async () => {
    const { store } = setUpStore(create)
    expect(await end(store, 'nothing')).toBeNull()
    expect(await store.get('__proto__')).toBeNull()
  })
}
