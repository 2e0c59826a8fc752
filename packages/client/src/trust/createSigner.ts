import { acceptCall, type CallState, peerOf, preconnectAllowed, selectCall } from '@parley/call'
import { signDescription, type Trust } from '@parley/identity'
import {
  type CallId,
  type DeviceRef,
  type Identity,
  isGuest,
  type Standing,
  sameUser,
  type UserId,
} from '@parley/protocol'
import type { SessionPorts } from '@parley/webrtc'
import type { OwnAccount } from '../account/account.ts'
import { type Acting, deviceOf, identityOf } from '../account/acting.ts'
import { contactAdded, screenCaller, selectContacts } from '../state/contactsSlice.ts'
import { selectMediaChoices } from '../state/mediaChoices.ts'
import type { ClientStartListening, ClientStore } from '../state/store.ts'
import { changeTrusted, selectTrust, standingKnown } from '../state/trustSlice.ts'

interface Deps {
  store: ClientStore
  startListening: ClientStartListening
  account: Pick<OwnAccount, 'acting'>
  trust: Trust
}

const isIn = (call: CallState, callId: CallId): boolean => call.status !== 'IDLE' && call.callId === callId

/**
 * Creates the engine's signer. It signs this device's descriptions and verifies those of the other side. It judges a
 * caller when the call rings, and the other side again with each description. If an identity has changed, `verify`
 * waits for the person's decision, and nothing connects before.
 */
export function createSigner({ store, startListening, account, trust }: Deps): SessionPorts['signer'] {
  const deciding = new Map<CallId, (goOn: boolean) => void>()
  /** The identities that were verified before the answer, to be pinned after it. */
  const greeted = new Map<CallId, Identity>()
  /** Settles when the changed identity that the person has accepted is stored, or cannot be. */
  let accepting: Promise<unknown> = Promise.resolve()
  const current = () => selectCall(store.getState())

  function me(): Acting {
    const acting = account.acting()
    if (!acting) throw new Error('without an ID there is nobody to vouch for')
    return acting
  }

  /** True if this device has the ID of the call's other person, and not the own ID. The ID is not proved yet. */
  function isPeer(callId: CallId, { userId }: DeviceRef): boolean {
    const call = current()
    const peer = peerOf(call)
    if (call.status === 'IDLE' || call.callId !== callId || peer === null) return false
    return sameUser(userId, peer) && !sameUser(userId, me().self.userId)
  }

  function decide(callId: CallId): Promise<boolean> {
    if (!isIn(current(), callId)) return Promise.resolve(false)
    return new Promise((resolve) => deciding.set(callId, resolve))
  }

  function settle(callId: CallId, goOn: boolean): void {
    deciding.get(callId)?.(goOn)
    deciding.delete(callId)
  }

  async function goOnWith(peer: UserId, { root, revocations }: Identity): Promise<void> {
    // A guest's ID is derived from a temporary key, so there is nothing to pin.
    if (isGuest(peer)) return
    await trust.accept(peer, root, revocations)
    // Somebody met in a match does not become a contact.
    const call = current()
    if (call.status === 'IN_CALL' && call.kind === 'match') return
    // After an answered call the other person becomes a contact, unless blocked.
    if (screenCaller({ ...selectContacts(store.getState()), ring: 'contacts' }, peer) === 'silence') {
      store.dispatch(contactAdded(peer))
    }
  }

  async function judgeRinging(): Promise<void> {
    const call = current()
    if (call.status !== 'INCOMING' || selectTrust(store.getState(), call.callId).root) return
    const { callId, peer, identity } = call
    const standing = await trust.judge(peer, identity)
    if (!isIn(current(), callId)) return
    store.dispatch(standingKnown({ callId, standing, root: identity.root, own: account.acting()?.self.root }))
    if (mayPreconnect(peer, standing)) store.dispatch(preconnectAllowed({ callId }))
  }

  /**
   * True if the two may connect before the answer. Each then learns the other's addresses, so the peer must be known.
   */
  function mayPreconnect(peer: UserId, standing: Standing): boolean {
    if (!selectMediaChoices(store.getState()).preconnect) return false
    return standing === 'known' || standing === 'verified' || (standing === 'new' && isContact(peer))
  }

  /**
   * True if a description may be used before the answer. A stranger's offer is used only on a withheld link, so that
   * the stranger notices nothing.
   */
  const mayPrepare = (peer: UserId, standing: Standing): boolean =>
    mayPreconnect(peer, standing) ||
    (standing === 'new' && current().status === 'INCOMING' && selectMediaChoices(store.getState()).preconnect)

  const isContact = (peer: UserId): boolean =>
    selectContacts(store.getState()).contacts.some((contact) => sameUser(contact, peer))

  /**
   * Allows preconnecting an outgoing call if the callee is known, by a pinned root or as a contact. The devices that
   * ring still have to prove who they are.
   */
  async function preconnectDialled(): Promise<void> {
    const call = current()
    if (call.status !== 'OUTGOING' || call.kind !== 'direct' || call.preconnect) return
    const { callId, peer } = call
    if (mayPreconnect(peer, (await trust.knows(peer)) ? 'known' : 'new')) store.dispatch(preconnectAllowed({ callId }))
  }

  /** Once the call is answered, pins the identity that was verified while it rang. */
  async function greet(): Promise<void> {
    const call = current()
    const identity = call.status === 'IN_CALL' ? greeted.get(call.callId) : undefined
    for (const callId of greeted.keys()) if (call.status === 'IN_CALL' || !isIn(call, callId)) greeted.delete(callId)
    if (identity && call.status === 'IN_CALL') await goOnWith(call.peer, identity)
  }

  startListening({
    predicate: (_action, after, before) => after.call.current !== before.call.current,
    effect: async () => {
      for (const callId of deciding.keys()) if (!isIn(current(), callId)) settle(callId, false)
      await Promise.all([judgeRinging(), preconnectDialled(), greet()])
    },
  })
  startListening({
    actionCreator: acceptCall,
    effect: async ({ payload }, api) => {
      const call = api.getOriginalState().call.current
      if (call.status !== 'INCOMING' || call.callId !== payload.callId) return
      const { standing, root } = selectTrust(api.getOriginalState(), call.callId)
      if (standing !== 'changed' || !root) return
      // If it cannot be stored, `verify` asks the person again.
      accepting = trust.accept(call.peer, root, call.identity.revocations).catch(() => undefined)
      await accepting
    },
  })
  startListening({ actionCreator: changeTrusted, effect: ({ payload }) => settle(payload.callId, true) })
  // The call may have started before this code was loaded.
  void judgeRinging()
  void preconnectDialled()

  return {
    sign: async ({ callId, remote, role, negotiation }, description) => {
      const context = { callId, from: deviceOf(me()), to: remote, role, negotiation }
      return { identity: identityOf(me()), signature: await signDescription(me().self, context, description) }
    },
    verify: async ({ callId, remote, role, negotiation }, description, seal) => {
      await accepting
      const acting = me()
      const own = acting.self.root
      const context = { callId, from: remote, to: deviceOf(acting), role, negotiation }
      const { standing, root } = isPeer(callId, remote)
        ? await trust.check(context, description, seal)
        : ({ standing: 'forged', root: seal.identity.root } as const)
      if (!isIn(current(), callId)) return false
      if (current().status !== 'IN_CALL') {
        // A failure before the answer is not shown. The description is verified again once the call is answered.
        if (!mayPrepare(remote.userId, standing)) return false
        greeted.set(callId, seal.identity)
      }
      store.dispatch(standingKnown({ callId, standing, root, own }))
      if (current().status !== 'IN_CALL') return true
      switch (standing) {
        case 'new':
        case 'known':
        case 'verified':
          // Not awaited: media need not wait for the pin. If it cannot be stored, the next call finds the identity new.
          void goOnWith(remote.userId, seal.identity).catch(() => undefined)
          return true
        case 'changed':
          if (!(await decide(callId))) return false
          await goOnWith(remote.userId, seal.identity)
          store.dispatch(standingKnown({ callId, standing: 'new', root, own }))
          return true
        case 'forged':
        case 'removed':
          return false
      }
    },
  }
}
