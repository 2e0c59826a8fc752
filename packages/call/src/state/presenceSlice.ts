import { limits, type Person, type PresenceChange, userKey } from '@parley/protocol'
import { createSlice, type PayloadAction } from '@reduxjs/toolkit'

/** The list of people online, as far as it is on the screen. */
export interface PresenceState {
  /** The search text; null while the list is not on the screen. */
  query: string | null
  /** The first matching people, sorted by ID. */
  people: Person[]
  /** The number of matching people. */
  total: number
  /** True if `people` answers the current query. */
  loaded: boolean
}

const initialState: PresenceState = { query: null, people: [], total: 0, loaded: false }

const byKey = (a: Person, b: Person) => (userKey(a.userId) < userKey(b.userId) ? -1 : 1)

const slice = createSlice({
  name: 'presence',
  initialState,
  reducers: {
    /** The list came on the screen, or its search text changed. */
    presenceWatched: (state, { payload }: PayloadAction<{ query: string }>) => {
      if (state.query !== payload.query) state.loaded = false
      state.query = payload.query
    },
    presenceUnwatched: () => initialState,
    peopleListed: (state, { payload }: PayloadAction<{ query: string; people: Person[]; total: number }>) =>
      state.query === payload.query
        ? { query: state.query, people: payload.people, total: payload.total, loaded: true }
        : state,
    presenceChanged: (state, { payload }: PayloadAction<PresenceChange>) => {
      const people = new Map(state.people.map((person) => [userKey(person.userId), person]))
      for (const userId of payload.gone) people.delete(userKey(userId))
      for (const person of payload.changed) people.set(userKey(person.userId), person)
      state.people = [...people.values()].sort(byKey).slice(0, limits.PRESENCE_LIST_SIZE)
      state.total = payload.total
    },
  },
  selectors: { selectPresence: (state) => state },
})

export const { presenceWatched, presenceUnwatched, peopleListed, presenceChanged } = slice.actions
export const presenceReducer = slice.reducer
export const { selectPresence } = slice.selectors
