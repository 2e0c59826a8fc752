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
  /** Sorted by ID. */
  contacts: UserId[]
  /** Those who were blocked, or met since then, lately stand last: only so many can be avoided in a match. */
  blocked: UserId[]
}

export const NO_CONTACTS: ContactsState = { ring: 'everyone', contacts: [], blocked: [] }

const without = (people: UserId[], userId: UserId) => people.filter((other) => !sameUser(other, userId))

const isIn = (people: readonly UserId[], userId: UserId) => people.some((other) => sameUser(other, userId))

/** These people, sorted by ID. */
export const byId = (people: readonly UserId[]): UserId[] =>
  [...people].sort((a, b) => (userKey(a) < userKey(b) ? -1 : 1))

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
      if (!isIn(state.contacts, payload)) state.contacts = byId([...state.contacts, payload])
      state.blocked = without(state.blocked, payload)
    },
    contactRemoved: (state, { payload }: PayloadAction<UserId>) => {
      state.contacts = without(state.contacts, payload)
    },
    personBlocked: (state, { payload }: PayloadAction<UserId>) => {
      state.blocked = [...without(state.blocked, payload), payload]
      state.contacts = without(state.contacts, payload)
    },
    /** Notes that this person was met in a call, which matters of somebody blocked. */
    personMet: (state, { payload }: PayloadAction<UserId>) => {
      const met = state.blocked.find((other) => sameUser(other, payload))
      if (met !== undefined) state.blocked = [...without(state.blocked, met), met]
    },
    personUnblocked: (state, { payload }: PayloadAction<UserId>) => {
      state.blocked = without(state.blocked, payload)
    },
  },
  selectors: { selectContacts: (state) => state },
})

/** Decides whether a call from this person rings. */
export function screenCaller({ ring, contacts, blocked }: ContactsState, caller: UserId): Screening {
  if (isIn(blocked, caller)) return 'block'
  if (ring === 'nobody' || (ring === 'contacts' && !isIn(contacts, caller))) return 'silence'
  return 'ring'
}

export const {
  contactsLoaded,
  ringRuleChosen,
  contactAdded,
  contactRemoved,
  personBlocked,
  personMet,
  personUnblocked,
} = slice.actions
export const contactsReducer = slice.reducer
export const { selectContacts } = slice.selectors
