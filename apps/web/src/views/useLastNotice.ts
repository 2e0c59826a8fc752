import { type CallState, type ClientState, selectRelay } from '@parley/client'
import { calledWords, type EndedCall } from '@parley/ui'
import { useSelector } from 'react-redux'

/** How the last call ended, for the screens; null during a call and before the first. */
export function useLastNotice(call: CallState): EndedCall | null {
  const relay = useSelector(selectRelay)
  const trust = useSelector((state: ClientState) => state.trust)
  if (call.status !== 'IDLE' || !call.lastEnd) return null
  const { callId, reason, kind, peer, name, direction, seconds, unconnected = false, flooded = false } = call.lastEnd
  return {
    ...{ reason, direction, seconds, unconnected, flooded },
    // Codes have servers of their own.
    relayless: relay === false && kind !== 'code',
    unchecked: trust?.callId === callId && trust.unchecked === true,
    // If nobody came, no notice names the other side.
    peer: peer === null ? '' : calledWords(peer, name),
  }
}
