import { expect, it } from 'vitest'
import {
  contactAdded,
  contactRemoved,
  contactsReducer,
  NO_CONTACTS,
  personBlocked,
  personMet,
  personUnblocked,
  ringRuleChosen,
  screenCaller,
} from './contactsSlice.ts'

const after = (...actions: Parameters<typeof contactsReducer>[1][]) => actions.reduce(contactsReducer, NO_CONTACTS)

it.each([
  ['everyone', 'ada', 'ring'],
  ['everyone', 'stranger', 'ring'],
  ['everyone', 'mallory', 'block'],
  ['contacts', 'ADA', 'ring'],
  ['contacts', 'stranger', 'silence'],
  ['contacts', 'Mallory', 'block'],
  ['nobody', 'ada', 'silence'],
  ['nobody', 'stranger', 'silence'],
  ['nobody', 'mallory', 'block'],
] as const)('with "%s" a call from %s means: %s', (rule, caller, outcome) => {
  const contacts = after(contactAdded('ada'), personBlocked('mallory'), ringRuleChosen(rule))
  expect(screenCaller(contacts, caller)).toBe(outcome)
})

it('keeps each person once, in any case of the ID, sorted by ID', () => {
  expect(after(contactAdded('grace'), contactAdded('Ada'), contactAdded('ada')).contacts).toEqual(['Ada', 'grace'])
  expect(after(contactAdded('Ada'), contactRemoved('ADA')).contacts).toEqual([])
})

it('nobody is a contact and blocked at once', () => {
  const blocked = after(contactAdded('ada'), personBlocked('Ada'))
  expect(blocked).toMatchObject({ contacts: [], blocked: ['Ada'] })
  expect(contactsReducer(blocked, contactAdded('ada'))).toMatchObject({ contacts: ['ada'], blocked: [] })
  expect(contactsReducer(blocked, personUnblocked('ADA'))).toMatchObject({ contacts: [], blocked: [] })
})

it('those who were blocked or met lately stand last, each once, as they were first written', () => {
  const three = after(personBlocked('zoe'), personBlocked('Mallory'), personBlocked('bob'))
  expect(three.blocked).toEqual(['zoe', 'Mallory', 'bob'])
  expect(contactsReducer(three, personMet('MALLORY')).blocked).toEqual(['zoe', 'bob', 'Mallory'])
  expect(contactsReducer(three, personBlocked('zoe')).blocked).toEqual(['Mallory', 'bob', 'zoe'])
  expect(contactsReducer(three, personMet('ada'))).toBe(three)
})
