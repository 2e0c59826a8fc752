import type { Screening } from '@parley/call'
import { sameUser, type UserId, userKey } from '@parley/protocol'
import { createSlice, type PayloadAction } from '@reduxjs/toolkit'

/** Who may make this browser ring. */
export type RingRule = 'everyone' | 'contacts' | 'nobody'

/**
 * Whom this person knows, does not want to hear of, and lets ring. Kept in this browser; the server learns only whom not
 * to match this person with, while they wait for a match.
 */
export interface PeopleState {
  ring: RingRule
  /** Sorted by ID. */
  contacts: UserId[]
  blocked: UserId[]
}

export const NOBODY_KNOWN: PeopleState = { ring: 'everyone', contacts: [], blocked: [] }

const without = (people: UserId[], userId: UserId) => people.filter((other) => !sameUser(other, userId))

const withPerson = (people: UserId[], userId: UserId) =>
  people.some((other) => sameUser(other, userId))
    ? people
    : [...people, userId].sort((a, b) => (userKey(a) < userKey(b) ? -1 : 1))

const slice = createSlice({
  name: 'people',
  initialState: NOBODY_KNOWN,
  reducers: {
    /** What this browser has kept for the ID that comes online, or another tab has changed. */
    peopleLoaded: (_state, { payload }: PayloadAction<PeopleState>) => payload,
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
  selectors: { selectPeople: (state) => state },
})

/** What becomes of a call from this person. */
export function screenCaller({ ring, contacts, blocked }: PeopleState, caller: UserId): Screening {
  const isIn = (people: UserId[]) => people.some((other) => sameUser(other, caller))
  if (isIn(blocked)) return 'block'
  if (ring === 'nobody' || (ring === 'contacts' && !isIn(contacts))) return 'silence'
  return 'ring'
}

export const { peopleLoaded, ringRuleChosen, contactAdded, contactRemoved, personBlocked, personUnblocked } =
  slice.actions
export const peopleReducer = slice.reducer
export const { selectPeople } = slice.selectors
