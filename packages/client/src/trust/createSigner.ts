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
 * Vouches for this device in its calls and finds out who the other side is: when it rings, and again by each of their
 * descriptions. Where an identity has changed the person decides; until then nothing connects.
 */
export function createSigner({ store, startListening, account, trust }: Deps): SessionPorts['signer'] {
  const deciding = new Map<CallId, (goOn: boolean) => void>()
  /** Who has proved, before the answer, to be the other side of a call. */
  const greeted = new Map<CallId, Identity>()
  /** The person's own yes to a new identity is on its way into the pins. */
  let accepting: Promise<unknown> = Promise.resolve()
  const current = () => selectCall(store.getState())

  function me(): Acting {
    const acting = account.acting()
    if (!acting) throw new Error('without an ID there is nobody to vouch for')
    return acting
  }

  /** Whether this is a device of the person in this call, who is somebody else; only the server has said so. */
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
    // A guest's ID follows from its key, and is not met again.
    if (isGuest(peer)) return
    await trust.accept(peer, root, revocations)
    // Who has been met by chance is no more than that.
    const call = current()
    if (call.status === 'IN_CALL' && call.kind === 'match') return
    // Who has been talked to is known from now on.
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

  /** Whether these two may connect before anybody has answered: only people one knows learn one's addresses so. */
  function mayPreconnect(peer: UserId, standing: Standing): boolean {
    if (!selectMediaChoices(store.getState()).preconnect) return false
    return standing === 'known' || standing === 'verified' || (standing === 'new' && isContact(peer))
  }

  /** Whether anything is done with a description before the answer; for a stranger's, nothing that they would notice. */
  const mayPrepare = (peer: UserId, standing: Standing): boolean =>
    mayPreconnect(peer, standing) ||
    (standing === 'new' && current().status === 'INCOMING' && selectMediaChoices(store.getState()).preconnect)

  const isContact = (peer: UserId): boolean =>
    selectContacts(store.getState()).contacts.some((contact) => sameUser(contact, peer))

  /** Whom one calls is known by an earlier call, or a contact; who answers proves it. */
  async function preconnectDialled(): Promise<void> {
    const call = current()
    if (call.status !== 'OUTGOING' || call.kind !== 'direct' || call.preconnect) return
    const { callId, peer } = call
    if (mayPreconnect(peer, (await trust.knows(peer)) ? 'known' : 'new')) store.dispatch(preconnectAllowed({ callId }))
  }

  /** Who was connected to while it rang is met once the call is answered. */
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
      // What could not be kept is asked for again.
      accepting = trust.accept(call.peer, root, call.identity.revocations).catch(() => undefined)
      await accepting
    },
  })
  startListening({ actionCreator: changeTrusted, effect: ({ payload }) => settle(payload.callId, true) })
  // It may have been ringing before this code was there.
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
        // That this fails is nobody's concern; once the call is answered it is checked again, and told.
        if (!mayPrepare(remote.userId, standing)) return false
        greeted.set(callId, seal.identity)
      }
      store.dispatch(standingKnown({ callId, standing, root, own }))
      if (current().status !== 'IN_CALL') return true
      switch (standing) {
        case 'new':
        case 'known':
        case 'verified':
          // Two who may talk do not wait for it to be written down; what could not be is found new again the next time.
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
