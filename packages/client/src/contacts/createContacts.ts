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

/** Whom this person knows, and whom they let ring: `store.getState().contacts` says it, this changes it. Kept for each ID. */
export interface Contacts {
  /** Somebody who was blocked is let in again by it. */
  add(userId: UserId): void
  remove(userId: UserId): void
  /** Nothing is heard of them any more; they are no contact either. */
  block(userId: UserId): void
  unblock(userId: UserId): void
  /** Who may make this browser ring. */
  letRing(rule: RingRule): void
  /** Whether this person has compared the safety number with them. Rejects where the browser keeps nothing. */
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
