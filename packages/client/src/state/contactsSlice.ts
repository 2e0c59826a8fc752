import type { Screening } from '@parley/call'
import { sameUser, type UserId, userKey } from '@parley/protocol'
import { createSlice, type PayloadAction } from '@reduxjs/toolkit'

/** Who may make this browser ring. */
export type RingRule = 'everyone' | 'contacts' | 'nobody'

/**
 * Whom this person knows, does not want to hear of, and lets ring. Kept in this browser; the server learns only whom not
 * to match this person with, while they wait for a match.
 */
export interface ContactsState {
  ring: RingRule
  /** Sorted by ID. */
  contacts: UserId[]
  blocked: UserId[]
}

export const NO_CONTACTS: ContactsState = { ring: 'everyone', contacts: [], blocked: [] }

const without = (people: UserId[], userId: UserId) => people.filter((other) => !sameUser(other, userId))

const withPerson = (people: UserId[], userId: UserId) =>
  people.some((other) => sameUser(other, userId))
    ? people
    : [...people, userId].sort((a, b) => (userKey(a) < userKey(b) ? -1 : 1))

const slice = createSlice({
  name: 'contacts',
  initialState: NO_CONTACTS,
  reducers: {
    /** What this browser has kept for the ID that comes online, or another tab has changed. */
    contactsLoaded: (_state, { payload }: PayloadAction<ContactsState>) => payload,
    ringRuleChosen: (state, { payload }: PayloadAction<RingRule>) => {
      state.ring = payload
    },
    /** Wanted by hand; somebody blocked is let in again. */
    contactAdded: (state, { payload }: PayloadAction<UserId>) => {
      state.contacts = withPerson(state.contacts, payload)
      state.blocked = without(state.blocked, payload)
    },
    contactRemoved: (state, { payload }: PayloadAction<UserId>) => {
      state.contacts = without(state.contacts, payload)
    },
    personBlocked: (state, { payload }: PayloadAction<UserId>) => {
      state.blocked = withPerson(state.blocked, payload)
      state.contacts = without(state.contacts, payload)
    },
    personUnblocked: (state, { payload }: PayloadAction<UserId>) => {
      state.blocked = without(state.blocked, payload)
    },
  },
  selectors: { selectContacts: (state) => state },
})

/** What becomes of a call from this person. */
export function screenCaller({ ring, contacts, blocked }: ContactsState, caller: UserId): Screening {
  const isIn = (people: UserId[]) => people.some((other) => sameUser(other, caller))
  if (isIn(blocked)) return 'block'
  if (ring === 'nobody' || (ring === 'contacts' && !isIn(contacts))) return 'silence'
  return 'ring'
}

export const { contactsLoaded, ringRuleChosen, contactAdded, contactRemoved, personBlocked, personUnblocked } =
  slice.actions
export const contactsReducer = slice.reducer
export const { selectContacts } = slice.selectors
