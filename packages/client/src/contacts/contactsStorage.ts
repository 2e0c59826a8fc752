import { callerBlocked } from '@parley/call'
import { isGuest, type UserId, UserId as UserIdSchema, userKey } from '@parley/protocol'
import type { ClientStorage } from '../platform.ts'
import { idKnown } from '../state/accountSlice.ts'
import {
  type ContactsState,
  contactAdded,
  contactRemoved,
  contactsLoaded,
  NO_CONTACTS,
  personBlocked,
  personMet,
  personUnblocked,
  ringRuleChosen,
} from '../state/contactsSlice.ts'
import type { ClientStartListening, ClientStore } from '../state/store.ts'
import type { JsonStorage } from '../storage/jsonStorage.ts'

const storageKey = (userId: UserId) => `parley.people.${userKey(userId)}`

const isUserIds = (value: unknown): value is UserId[] =>
  Array.isArray(value) && value.every((id) => UserIdSchema.safeParse(id).success)

const isPeople = (value: unknown): value is ContactsState =>
  typeof value === 'object' &&
  value !== null &&
  'ring' in value &&
  (value.ring === 'everyone' || value.ring === 'contacts' || value.ring === 'nobody') &&
  'contacts' in value &&
  isUserIds(value.contacts) &&
  'blocked' in value &&
  isUserIds(value.blocked)

interface Deps {
  store: ClientStore
  startListening: ClientStartListening
  local: JsonStorage
  storage: Pick<ClientStorage, 'onOtherPage'>
}

/** Stores contacts, blocks and ring rule of each ID, and follows changes by other tabs. Returns the teardown. */
export function setupContactsStorage({ store, startListening, local, storage }: Deps): () => void {
  /** The storage key of the current ID; null without an ID, and for a guest, who does not come back. */
  const key = (): string | null => {
    const { account } = store.getState()
    return account.status === 'known' && !isGuest(account.userId) ? storageKey(account.userId) : null
  }
  const load = (): void => {
    const from = key()
    store.dispatch(contactsLoaded((from && local.read(from, isPeople)) || NO_CONTACTS))
  }
  startListening({ actionCreator: idKnown, effect: load })
  const changes = [ringRuleChosen, contactAdded, contactRemoved, personBlocked, personMet, personUnblocked]
  startListening({
    predicate: (action) => changes.some((change) => change.match(action)),
    effect: () => {
      const to = key()
      if (to) local.write(to, store.getState().contacts)
    },
  })
  startListening({
    actionCreator: callerBlocked,
    effect: ({ payload }, api) => {
      const call = api.getOriginalState().call.current
      if (call.status === 'INCOMING' && call.callId === payload.callId) api.dispatch(personBlocked(call.peer))
    },
  })
  startListening({
    predicate: (_action, now, before) =>
      now.call.current.status === 'IN_CALL' && before.call.current.status !== 'IN_CALL',
    effect: (_action, api) => {
      const call = api.getState().call.current
      if (call.status === 'IN_CALL' && call.peer !== null) api.dispatch(personMet(call.peer))
    },
  })
  return storage.onOtherPage((written) => {
    const own = key()
    if (own && (written === null || written === own)) load()
  })
}
