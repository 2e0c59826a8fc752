import { peerOf } from '@parley/call'
import type { PinStore } from '@parley/identity'
import { type Identity, type PublicKey, sameUser, type UserId, userKey } from '@parley/protocol'
import type { ClientStartListening, ClientStore } from '../state/store.ts'

interface Deps {
  store: ClientStore
  startListening: ClientStartListening
  pins: Pick<PinStore, 'get'>
}

/**
 * Keeps the pinned roots of the contacts at hand, because a call has to be judged at once when it comes. Returns the check:
 * true if the caller is a contact whose device shows the pinned root. Somebody whose root is not known yet, or cannot be
 * looked up, passes: what is shown when it rings proves nothing, and the descriptions of the call are checked.
 */
export function createContactRoots({
  store,
  startListening,
  pins,
}: Deps): (caller: UserId, shown: Identity) => boolean {
  const roots = new Map<string, PublicKey>()

  async function look(person: UserId): Promise<void> {
    const pin = await pins.get(person).catch(() => null)
    if (pin) roots.set(userKey(person), pin.root)
    else roots.delete(userKey(person))
  }

  startListening({
    predicate: (_action, after, before) => after.contacts !== before.contacts,
    effect: async (_action, api) => {
      const { contacts } = api.getState().contacts
      const missing = contacts.filter((person) => !roots.has(userKey(person)))
      await Promise.all(missing.map(look))
    },
  })
  // In a call a root is pinned, or another takes its place because the person said so.
  startListening({
    predicate: (_action, after, before) => peerOf(after.call.current) !== peerOf(before.call.current),
    effect: async (_action, api) => {
      const peer = peerOf(api.getOriginalState().call.current)
      if (peer !== null) await look(peer)
    },
  })

  return (caller, { root }) => {
    const isContact = store.getState().contacts.contacts.some((contact) => sameUser(contact, caller))
    return isContact && (roots.get(userKey(caller)) ?? root) === root
  }
}
