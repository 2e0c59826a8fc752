import { callerBlocked } from '@parley/call'
import { isGuest, type UserId, UserId as UserIdSchema, userKey } from '@parley/protocol'
import { idKnown } from '../account/accountSlice.ts'
import type { JsonStorage } from '../storage/jsonStorage.ts'
import type { AppStartListening, AppStore } from '../store.ts'
import {
  contactAdded,
  contactRemoved,
  NOBODY_KNOWN,
  type PeopleState,
  peopleLoaded,
  personBlocked,
  personUnblocked,
  ringRuleChosen,
} from './contactsSlice.ts'

const storageKey = (userId: UserId) => `parley.people.${userKey(userId)}`

const isUserIds = (value: unknown): value is UserId[] =>
  Array.isArray(value) && value.every((id) => UserIdSchema.safeParse(id).success)

const isPeople = (value: unknown): value is PeopleState =>
  typeof value === 'object' &&
  value !== null &&
  'ring' in value &&
  (value.ring === 'everyone' || value.ring === 'contacts' || value.ring === 'nobody') &&
  'contacts' in value &&
  isUserIds(value.contacts) &&
  'blocked' in value &&
  isUserIds(value.blocked)

interface Deps {
  store: AppStore
  startListening: AppStartListening
  local: JsonStorage
  /** Where other tabs' changes are told. */
  page: Pick<Window, 'addEventListener'>
}

/** Keeps whom this person knows, in this browser and the same in all its tabs. */
export function setupPeopleListeners({ store, startListening, local, page }: Deps): void {
  /** Null for a guest too, who does not come back. */
  const key = (): string | null => {
    const { account } = store.getState()
    return account.status === 'known' && !isGuest(account.userId) ? storageKey(account.userId) : null
  }
  const load = (): void => {
    const from = key()
    store.dispatch(peopleLoaded((from && local.read(from, isPeople)) || NOBODY_KNOWN))
  }
  startListening({ actionCreator: idKnown, effect: load })
  page.addEventListener('storage', (event) => {
    const own = key()
    if (own && (event.key === null || event.key === own)) load()
  })
  const changes = [ringRuleChosen, contactAdded, contactRemoved, personBlocked, personUnblocked]
  startListening({
    predicate: (action) => changes.some((change) => change.match(action)),
    effect: () => {
      const to = key()
      if (to) local.write(to, store.getState().people)
    },
  })
  startListening({
    actionCreator: callerBlocked,
    effect: ({ payload }, api) => {
      const call = api.getOriginalState().call.current
      if (call.status === 'INCOMING' && call.callId === payload.callId) api.dispatch(personBlocked(call.peer))
    },
  })
}
