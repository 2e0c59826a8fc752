import { CallError, type ClientContract, clientEvents, type Payload, request } from '@parley/protocol'
import { callEnded } from '../state/callSlice.ts'
import type { CallState } from '../state/callState.ts'
import type { CurrentCall } from './currentCall.ts'
import type { ListenerDeps } from './deps.ts'
import type { Invitations } from './invitations.ts'
import type { Later } from './later.ts'
import { factsOf } from './serverFacts.ts'

/** Retry delay after a restarted server could not adopt the call because one of the two was in another. Milliseconds. */
const NOT_ADOPTED_MS = 10_000

interface SyncingDeps extends Pick<ListenerDeps, 'store' | 'socket'> {
  current: CurrentCall
  invitations: Invitations
  later: Later
  /** Requests this device's call again from a server that has forgotten it. */
  place: () => Promise<void>
}

/** Returns `sync`: it tells the server which call this device believes it is in, and applies the facts in the answer. */
export function createSyncing(deps: SyncingDeps): () => Promise<void> {
  const { store, socket, current, invitations, later, place } = deps
  let cancelAgain = () => {}

  /** Only while connected: a new connection syncs by itself. */
  async function syncAgain(): Promise<void> {
    if (socket.connected && current.get().status === 'IN_CALL') await sync()
  }

  async function sync(): Promise<void> {
    cancelAgain()
    const believed = believedOf(current.get())
    const rang = store.getState().call.others
    const ack = await request(socket, clientEvents, 'sync', { call: believed }).catch((error: unknown) => {
      if (error instanceof CallError) return { ok: false, error: error.code } as const
      throw error
    })
    if (!ack.ok) {
      // A lost answer is requested again now; a lost connection syncs again when it is back.
      if (ack.error === 'timeout' && socket.connected) await sync()
      return
    }
    if (believed && ack.call) for (const fact of factsOf(ack.call, believed.callId)) store.dispatch(fact)
    if (believed) invitations.confirm(believed.callId)
    for (const missed of ack.missed) invitations.recordMissed(missed, ack.now)
    const invited = ack.invitations ?? []
    // What does not ring any more is over; whether it was missed stands in `missed`.
    for (const { callId } of rang)
      if (!invited.some((invitation) => invitation.callId === callId))
        store.dispatch(callEnded({ callId, reason: 'alreadyInCall' }))
    for (const invitation of invited) invitations.take(invitation)
    // Until the server adopts the call, its two people look free to others and their signals are refused.
    if (believed && 'ticket' in believed && !ack.call) cancelAgain = later.run(syncAgain, NOT_ADOPTED_MS)
    // Last, because it may wait for another connection, and what the answer says is true now.
    if (!believed || ack.call || !current.is(believed.callId)) return
    // The call was answered meanwhile, by the server's word from before its restart: now there is a ticket to show.
    const learned = believedOf(current.get())
    await (learned && 'ticket' in learned && !('ticket' in believed) ? sync() : place())
  }

  return sync
}

/** The call this device reports in `sync`; null for a call by codes, which the server does not know. */
function believedOf(call: CallState): Payload<ClientContract, 'sync'>['call'] {
  if (call.status === 'IDLE' || call.kind === 'code') return null
  const { callId, status } = call
  return call.status === 'IN_CALL' && call.ticket !== null
    ? { callId, status, ticket: call.ticket }
    : { callId, status }
}
