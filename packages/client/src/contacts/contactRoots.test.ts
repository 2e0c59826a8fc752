import { acceptCall, endCall, incomingCall } from '@parley/call'
import type { Identity } from '@parley/protocol'
import { expect, it } from 'vitest'
import { contactAdded, contactRemoved } from '../state/contactsSlice.ts'
import { createClientStore } from '../state/store.ts'
import { createContactRoots } from './contactRoots.ts'

const shows = (root: string): Identity => ({ root, certificates: [], revocations: null })
const settle = () => new Promise((resolve) => setTimeout(resolve))

function setUp(stored: Record<string, string>, fails = false) {
  const { store, startListening } = createClientStore()
  const get = async (peer: string) => {
    if (fails) throw new Error('storage is away')
    const root = stored[peer]
    return root === undefined ? null : { root, revocations: null, verified: false, since: 0 }
  }
  const isContact = createContactRoots({ store, startListening, pins: { get } })
  return { store, isContact, stored }
}

it('a contact whose key is another than the one that was met is a stranger', async () => {
  const { store, isContact } = setUp({ bo: 'his root' })
  expect(isContact('bo', shows('his root'))).toBe(false)
  store.dispatch(contactAdded('bo'))
  await settle()
  expect([isContact('Bo', shows('his root')), isContact('bo', shows('another'))]).toEqual([true, false])
  store.dispatch(contactRemoved('bo'))
  expect(isContact('bo', shows('his root'))).toBe(false)
})

it('a contact who was never met, or cannot be looked up, counts as one', async () => {
  for (const { store, isContact } of [setUp({}), setUp({ bo: 'his root' }, true)]) {
    store.dispatch(contactAdded('bo'))
    await settle()
    expect(isContact('bo', shows('any'))).toBe(true)
  }
})

it('the key that a person agreed to in a call is the one that counts afterwards', async () => {
  const { store, isContact, stored } = setUp({ bo: 'old' })
  store.dispatch(contactAdded('bo'))
  await settle()
  const callId = 'call-of-bo-000000'
  const caller = { userId: 'bo', deviceId: 'phone-of-bo-00000' }
  store.dispatch(incomingCall({ callId, kind: 'direct', media: 'voice', rev: 1, caller, identity: shows('new') }))
  store.dispatch(acceptCall({ callId, media: 'voice' }))
  stored.bo = 'new'
  store.dispatch(endCall({ callId }))
  await settle()
  expect([isContact('bo', shows('new')), isContact('bo', shows('old'))]).toEqual([true, false])
})
