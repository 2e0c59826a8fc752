import { callerBlocked, incomingCall } from '@parley/call'
import { expect, it } from 'vitest'
import { idKnown } from '../account/accountSlice.ts'
import { createJsonStorage } from '../storage/jsonStorage.ts'
import { createAppStore } from '../store.ts'
import { contactAdded, personBlocked, ringRuleChosen } from './contactsSlice.ts'
import { setupPeopleListeners } from './contactsStorage.ts'

const identity = { root: `BA${'x'.repeat(84)}A`, certificates: [], revocations: null }
const caller = { userId: 'Mallory', deviceId: 'mallory-phone-000' }

function setup(values = new Map<string, string>()) {
  const { store, startListening } = createAppStore()
  const page = new EventTarget()
  const local = createJsonStorage(() => ({
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  }))
  setupPeopleListeners({ store, startListening, local, page: page as Window })
  const anotherTabWrote = (key: string) => page.dispatchEvent(Object.assign(new Event('storage'), { key }))
  return { store, values, anotherTabWrote, people: () => store.getState().people }
}

it('remembers, for each ID, whom its person knows and who may ring', () => {
  const first = setup()
  first.store.dispatch(idKnown('Ada'))
  first.store.dispatch(contactAdded('grace'))
  first.store.dispatch(ringRuleChosen('contacts'))
  const later = setup(first.values)
  later.store.dispatch(idKnown('ada'))
  expect(later.people()).toEqual({ ring: 'contacts', contacts: ['grace'], blocked: [] })
  later.store.dispatch(idKnown('linus'))
  expect(later.people()).toEqual({ ring: 'everyone', contacts: [], blocked: [] })
})

it('a block in one tab holds in the others at once', () => {
  const values = new Map<string, string>()
  const [one, two] = [setup(values), setup(values)]
  for (const tab of [one, two]) tab.store.dispatch(idKnown('ada'))
  one.store.dispatch(personBlocked('mallory'))
  two.anotherTabWrote('parley.people.ada')
  expect(two.people().blocked).toEqual(['mallory'])
})

it('blocking the caller who rings keeps them blocked', () => {
  const { store, people } = setup()
  store.dispatch(idKnown('ada'))
  store.dispatch(incomingCall({ callId: 'call-000000000000', kind: 'direct', media: 'video', caller, identity }))
  store.dispatch(callerBlocked({ callId: 'call-000000000000' }))
  expect(people().blocked).toEqual(['Mallory'])
  expect(store.getState().call.current.status).toBe('IDLE')
})

it.each([
  '{"ring":"loud","contacts":[],"blocked":[]}',
  '{"ring":"everyone","contacts":["<b>"],"blocked":[]}',
  '[]',
  'x',
])('starts anew where %s is stored', (stored) => {
  const { store, people } = setup(new Map([['parley.people.ada', stored]]))
  store.dispatch(idKnown('ada'))
  expect(people()).toEqual({ ring: 'everyone', contacts: [], blocked: [] })
})

it('a guest knows nobody, and nothing is kept of whom they met', () => {
  const { store, values, people } = setup()
  store.dispatch(idKnown('ada'))
  store.dispatch(contactAdded('grace'))
  const kept = new Map(values)
  store.dispatch(idKnown('guest.aaaaaaaaaaaaaaaaaaaaaaaaaa'))
  expect(people().contacts).toEqual([])
  store.dispatch(contactAdded('linus'))
  expect(values).toEqual(kept)
})

it('a block pressed as the call made way for one from somebody else blocks nobody', () => {
  const { store, people } = setup()
  store.dispatch(idKnown('ada'))
  store.dispatch(incomingCall({ callId: 'call-000000000001', kind: 'direct', media: 'video', caller, identity }))
  store.dispatch(callerBlocked({ callId: 'call-000000000000' }))
  expect(people().blocked).toEqual([])
  expect(store.getState().call.current.status).toBe('INCOMING')
})
