import type { PinStore } from '@parley/identity'
import type { UserId } from '@parley/protocol'
import {
  contactAdded,
  contactRemoved,
  personBlocked,
  personUnblocked,
  type RingRule,
  ringRuleChosen,
} from '../state/contactsSlice.ts'
import type { ClientStore } from '../state/store.ts'

/** Contacts, blocks and ring rule of the current ID. `store.getState().contacts` holds them; this changes them. */
export interface Contacts {
  /** Adds a contact and unblocks them. */
  add(userId: UserId): void
  remove(userId: UserId): void
  /** Blocks a person, so that their calls do not ring. Removes them from the contacts. */
  block(userId: UserId): void
  unblock(userId: UserId): void
  /** Sets whose calls ring in this browser. */
  letRing(rule: RingRule): void
  /** True if this person has compared the safety number with them. Rejects if the storage cannot be read. */
  isVerified(userId: UserId): Promise<boolean>
}

export function createContacts({ dispatch }: Pick<ClientStore, 'dispatch'>, pins: Pick<PinStore, 'get'>): Contacts {
  return {
    add: (userId) => void dispatch(contactAdded(userId)),
    remove: (userId) => void dispatch(contactRemoved(userId)),
    block: (userId) => void dispatch(personBlocked(userId)),
    unblock: (userId) => void dispatch(personUnblocked(userId)),
    letRing: (rule) => void dispatch(ringRuleChosen(rule)),
    isVerified: async (userId) => (await pins.get(userId))?.verified === true,
  }
}
