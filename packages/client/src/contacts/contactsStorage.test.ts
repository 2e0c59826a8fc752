import { callAnswered, callerBlocked, endCall, incomingCall, startWaiting } from '@parley/call'
import { limits } from '@parley/protocol'
import { createFakeClock } from '@parley/protocol/testing'
import { expect, it } from 'vitest'
import { idKnown } from '../state/accountSlice.ts'
import { contactAdded, personBlocked, ringRuleChosen } from '../state/contactsSlice.ts'
import { createClientStore } from '../state/store.ts'
import { createJsonStorage } from '../storage/jsonStorage.ts'
import { createFakeBrowser } from '../testing/fakeBrowser.ts'
import { setupContactsStorage } from './contactsStorage.ts'

const identity = { root: `BA${'x'.repeat(84)}A`, certificates: [], revocations: null }
const caller = { userId: 'Mallory', deviceId: 'mallory-phone-000' }

function setup(browser = createFakeBrowser({ clock: createFakeClock() })) {
  const { store, startListening } = createClientStore()
  const { storage } = browser.openPage()
  setupContactsStorage({ store, startListening, local: createJsonStorage(storage.local), storage })
  return { store, browser, contacts: () => store.getState().contacts }
}

it('remembers the contacts and the ring rule of each ID', () => {
  const first = setup()
  first.store.dispatch(idKnown('Ada'))
  first.store.dispatch(contactAdded('grace'))
  first.store.dispatch(ringRuleChosen('contacts'))
  const later = setup(first.browser)
  later.store.dispatch(idKnown('ada'))
  expect(later.contacts()).toEqual({ ring: 'contacts', contacts: ['grace'], blocked: [] })
  later.store.dispatch(idKnown('linus'))
  expect(later.contacts()).toEqual({ ring: 'everyone', contacts: [], blocked: [] })
})

it('a block in one tab holds in the others at once', () => {
  const one = setup()
  const two = setup(one.browser)
  for (const tab of [one, two]) tab.store.dispatch(idKnown('ada'))
  one.store.dispatch(personBlocked('mallory'))
  expect(two.contacts().blocked).toEqual(['mallory'])
})

it('blocking the caller on the screen adds them to the blocked', () => {
  const { store, contacts } = setup()
  store.dispatch(idKnown('ada'))
  store.dispatch(
    incomingCall({ callId: 'call-000000000000', kind: 'direct', media: 'video', rev: 1, caller, identity }),
  )
  store.dispatch(callerBlocked({ callId: 'call-000000000000' }))
  expect(contacts().blocked).toEqual(['Mallory'])
  expect(store.getState().call.current.status).toBe('IDLE')
})

it('T47: of more blocked people than a match can avoid, those met lately are avoided, also on the next page', () => {
  const first = setup()
  first.store.dispatch(idKnown('ada'))
  const people = Array.from({ length: 300 }, (_, n) => `person${String(n).padStart(3, '0')}`)
  for (const person of ['zoe', 'aaron', ...people]) first.store.dispatch(personBlocked(person))
  const callId = 'call-000000000000'
  first.store.dispatch(startWaiting({ kind: 'match', media: 'video' }, callId))
  const device = { userId: 'Zoe', deviceId: 'zoe-phone-0000000' }
  first.store.dispatch(callAnswered({ callId, device, media: 'video', ticket: 'ticket' }))
  first.store.dispatch(endCall({ callId }))
  first.store.dispatch(personBlocked('abel'))
  for (const { store, contacts } of [first, setup(first.browser)]) {
    store.dispatch(idKnown('ada'))
    // These are avoided: the last of the list.
    const avoided = contacts().blocked.slice(-limits.MAX_AVOIDED)
    expect(avoided.slice(-2)).toEqual(['zoe', 'abel'])
    expect(avoided).not.toContain('aaron')
    expect(contacts().blocked).toHaveLength(303)
  }
})

it.each([
  '{"ring":"loud","contacts":[],"blocked":[]}',
  '{"ring":"everyone","contacts":["<b>"],"blocked":[]}',
  '[]',
  'x',
])('starts empty if %s is stored', (stored) => {
  const { store, browser, contacts } = setup()
  browser.kept.set('parley.people.ada', stored)
  store.dispatch(idKnown('ada'))
  expect(contacts()).toEqual({ ring: 'everyone', contacts: [], blocked: [] })
})

it('a guest starts without contacts, and no contact of a guest is stored', () => {
  const { store, browser, contacts } = setup()
  store.dispatch(idKnown('ada'))
  store.dispatch(contactAdded('grace'))
  const kept = new Map(browser.kept)
  store.dispatch(idKnown('guest.aaaaaaaaaaaaaaaaaaaaaaaaaa'))
  expect(contacts().contacts).toEqual([])
  store.dispatch(contactAdded('linus'))
  expect(browser.kept).toEqual(kept)
})

it('pressing "block" for a call that another has just replaced blocks nobody', () => {
  const { store, contacts } = setup()
  store.dispatch(idKnown('ada'))
  store.dispatch(
    incomingCall({ callId: 'call-000000000001', kind: 'direct', media: 'video', rev: 1, caller, identity }),
  )
  store.dispatch(callerBlocked({ callId: 'call-000000000000' }))
  expect(contacts().blocked).toEqual([])
  expect(store.getState().call.current.status).toBe('INCOMING')
})
