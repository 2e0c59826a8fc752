import type { Screening } from '@parley/call'
import { sameUser, type UserId, userKey } from '@parley/protocol'
import { createSlice, type PayloadAction } from '@reduxjs/toolkit'

/** The rule for which calls ring in this browser. */
export type RingRule = 'everyone' | 'contacts' | 'nobody'

/**
 * The contacts, blocks and ring rule of an ID. They are stored in this browser. The server gets only the list of
 * blocked IDs, while this person waits for a match.
 */
export interface ContactsState {
  ring: RingRule
  /** Sorted by ID; so is `blocked`. */
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
    /** Replaces the state by the stored one: of the ID that goes online, or as another tab has changed it. */
    contactsLoaded: (_state, { payload }: PayloadAction<ContactsState>) => payload,
    ringRuleChosen: (state, { payload }: PayloadAction<RingRule>) => {
      state.ring = payload
    },
    /** Adds a contact and unblocks them. */
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

/** Decides whether a call from this person rings. */
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
