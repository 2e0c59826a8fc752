import { CallError, type ClientContract, clientEvents, type Payload, request } from '@parley/protocol'
import type { CallState } from '../state/callState.ts'
import type { CurrentCall } from './currentCall.ts'
import type { ListenerDeps } from './deps.ts'
import type { Invitations } from './invitations.ts'
import type { Later } from './later.ts'
import type { RingWatch } from './ringTimeout.ts'
import { factsOf } from './serverFacts.ts'

/** A call that a restarted server has not taken up, since somebody in it was in another, is told it again after this time. Milliseconds. */
const UNTAKEN_MS = 10_000

interface SyncingDeps extends Pick<ListenerDeps, 'store' | 'socket'> {
  current: CurrentCall
  invitations: Invitations
  ringWatch: RingWatch
  later: Later
  /** Asks for this device's call again, of a server that has forgotten it. */
  place: () => Promise<void>
}

/** Returns what brings this device into step with the server: tells it what call this is, and follows what it answers. */
export function createSyncing(deps: SyncingDeps): () => Promise<void> {
  const { store, socket, current, invitations, ringWatch, later, place } = deps
  let cancelAgain = () => {}

  /** Without a connection the next one syncs. */
  async function syncAgain(): Promise<void> {
    if (socket.connected && current.get().status === 'IN_CALL') await sync()
  }

  async function sync(): Promise<void> {
    cancelAgain()
    const believed = believedOf(current.get())
    const ack = await request(socket, clientEvents, 'sync', { call: believed }).catch((error: unknown) => {
      if (error instanceof CallError) return { ok: false, error: error.code } as const
      throw error
    })
    if (!ack.ok) {
      // A lost connection syncs again when it is back; a lost answer is asked for again now.
      if (ack.error === 'timeout' && socket.connected) await sync()
      return
    }
    ringWatch.serverTime(ack.now)
    if (believed && ack.call) for (const fact of factsOf(ack.call, believed.callId)) store.dispatch(fact)
    if (believed && !ack.call && current.is(believed.callId)) await place()
    if (believed) invitations.confirm(believed.callId)
    for (const missed of ack.missed) invitations.recordMissed(missed)
    if (ack.invitation) invitations.take(ack.invitation)
    // Until it is, its two would be free for others, and their signals would go nowhere.
    if (believed && 'ticket' in believed && !ack.call) cancelAgain = later.run(syncAgain, UNTAKEN_MS)
  }

  return sync
}

/** What a device tells the server of its call; nothing of one by codes. */
function believedOf(call: CallState): Payload<ClientContract, 'sync'>['call'] {
  if (call.status === 'IDLE' || call.kind === 'code') return null
  const { callId, status } = call
  return call.status === 'IN_CALL' && call.ticket !== null
    ? { callId, status, ticket: call.ticket }
    : { callId, status }
}
