import { callEnded, endCall } from '@parley/call'
import type { ClientStore } from '../state/store.ts'

/**
 * This device cannot show the call it is in. A call of its own ends; one that rings goes on ringing on the person's
 * other devices, because nobody has declined it.
 */
export function leaveCall({ dispatch, getState }: Pick<ClientStore, 'dispatch' | 'getState'>): void {
  const call = getState().call.current
  if (call.status === 'IDLE') return
  const { callId } = call
  dispatch(call.status === 'INCOMING' ? callEnded({ callId, reason: 'failed' }) : endCall({ callId }))
}
