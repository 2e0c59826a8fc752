import { acceptCall, type CallState, peerOf, preconnectAllowed, selectCall } from '@parley/call'
import { signDescription, type Trust } from '@parley/identity'
import {
  type CallId,
  type DeviceId,
  type DeviceRef,
  type Identity,
  isGuest,
  type PublicKey,
  type Standing,
  sameUser,
  type UserId,
} from '@parley/protocol'
import type { Signer } from '@parley/webrtc'
import type { OwnAccount } from '../account/account.ts'
import { type Acting, deviceOf, identityOf } from '../account/acting.ts'
import { callPinned, selectPinnedRoot } from '../state/callPinSlice.ts'
import { contactAdded, screenCaller, selectContacts } from '../state/contactsSlice.ts'
import { selectMediaChoices } from '../state/mediaChoices.ts'
import type { ClientStartListening, ClientStore } from '../state/store.ts'
import { changeTrusted, checkFailed, selectTrust, standingKnown } from '../state/trustSlice.ts'

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
 * waits for the person's decision, and nothing connects before. It rejects where this device cannot find out, because
 * what it has stored cannot be read or written; asked again, it does not ask the person again.
 */
export function createSigner({ store, startListening, account, trust }: Deps): Signer {
  const deciding = new Map<CallId, (goOn: boolean) => void>()
  /** The changed root that the person goes on with in a call; it may not be stored yet. */
  const agreed = new Map<CallId, PublicKey>()
  /** The identities that were verified before the answer, by device: that of the device that answers is pinned. */
  const greeted = new Map<CallId, Map<DeviceId, { identity: Identity; standing: Standing }>>()
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

  /**
   * Pins the call to this root, or finds it pinned to it. False if it is pinned to another: nobody changes keys in a call,
   * whether the root of their ID is pinned, not stored yet, or never to be, as a guest's.
   */
  function pinCall(callId: CallId, root: PublicKey): boolean {
    store.dispatch(callPinned({ callId, root }))
    return selectPinnedRoot(store.getState(), callId) === root
  }

  /** Once the call is answered, pins the identity that the answering device was verified by while it rang. */
  async function greet(): Promise<void> {
    const call = current()
    const met = call.status === 'IN_CALL' ? greeted.get(call.callId)?.get(call.device.deviceId) : undefined
    for (const callId of greeted.keys()) if (call.status === 'IN_CALL' || !isIn(call, callId)) greeted.delete(callId)
    if (!met || call.status !== 'IN_CALL') return
    const { callId, peer } = call
    const { identity, standing } = met
    if (!pinCall(callId, identity.root)) return
    // Another device that rang may have been verified since.
    store.dispatch(standingKnown({ callId, standing, root: identity.root, own: account.acting()?.self.root }))
    await goOnWith(peer, identity)
  }

  /** What the storage keeps from being done early is done with the descriptions, or the call ends by them. */
  const tried = (early: Promise<void>): Promise<void> => early.catch(() => undefined)

  startListening({
    predicate: (_action, after, before) => after.call.current !== before.call.current,
    effect: async () => {
      for (const callId of deciding.keys()) if (!isIn(current(), callId)) settle(callId, false)
      for (const callId of agreed.keys()) if (!isIn(current(), callId)) agreed.delete(callId)
      await Promise.all([tried(judgeRinging()), tried(preconnectDialled()), tried(greet())])
    },
  })
  startListening({
    actionCreator: acceptCall,
    effect: async ({ payload }, api) => {
      const call = api.getOriginalState().call.current
      if (call.status !== 'INCOMING' || call.callId !== payload.callId) return
      const { standing, root } = selectTrust(api.getOriginalState(), call.callId)
      if (standing !== 'changed' || !root) return
      agreed.set(call.callId, root)
      // If it cannot be stored, `verify` tries again.
      accepting = trust.accept(call.peer, root, call.identity.revocations).catch(() => undefined)
      await accepting
    },
  })
  startListening({ actionCreator: changeTrusted, effect: ({ payload }) => settle(payload.callId, true) })
  // The call may have started before this code was loaded.
  void tried(judgeRinging())
  void tried(preconnectDialled())

  const verify: Signer['verify'] = async ({ callId, remote, role, negotiation }, description, seal) => {
    await accepting
    const acting = me()
    const own = acting.self.root
    const context = { callId, from: remote, to: deviceOf(acting), role, negotiation }
    const { standing: judged, root } = isPeer(callId, remote)
      ? await trust.check(context, description, seal)
      : ({ standing: 'forged', root: seal.identity.root } as const)
    if (!isIn(current(), callId)) return false
    const pinned = selectPinnedRoot(store.getState(), callId)
    const standing = pinned !== null && pinned !== root ? 'forged' : judged
    if (current().status !== 'IN_CALL') {
      // A failure before the answer is not shown. The description is verified again once the call is answered.
      if (!mayPrepare(remote.userId, standing)) return false
      const others = greeted.get(callId) ?? []
      greeted.set(callId, new Map([...others, [remote.deviceId, { identity: seal.identity, standing }]]))
    }
    store.dispatch(standingKnown({ callId, standing, root, own }))
    if (current().status !== 'IN_CALL') return true
    switch (standing) {
      case 'new':
      case 'known':
      case 'verified':
        if (!pinCall(callId, root)) return false
        // Not awaited: media need not wait for the pin. If it cannot be stored, the next call finds the identity new.
        void goOnWith(remote.userId, seal.identity).catch(() => undefined)
        return true
      case 'changed':
        if (agreed.get(callId) !== root && !(await decide(callId))) return false
        if (!pinCall(callId, root)) return false
        agreed.set(callId, root)
        await goOnWith(remote.userId, seal.identity)
        store.dispatch(standingKnown({ callId, standing: 'new', root, own }))
        return true
      case 'forged':
      case 'removed':
        return false
    }
  }

  return {
    sign: async ({ callId, remote, role, negotiation }, description) => {
      const context = { callId, from: deviceOf(me()), to: remote, role, negotiation }
      return { identity: identityOf(me()), signature: await signDescription(me().self, context, description) }
    },
    async verify(context, description, seal) {
      try {
        return await verify(context, description, seal)
      } catch (error) {
        const call = current()
        if (call.status === 'IN_CALL' && isIn(call, context.callId))
          store.dispatch(checkFailed({ callId: context.callId }))
        throw error
      }
    },
  }
}
