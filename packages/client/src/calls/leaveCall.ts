import { callEnded, endCall } from '@parley/call'
import type { ClientStore } from '../state/store.ts'

/**
 * Leaves the current call because this device cannot show it. An outgoing or answered call ends. An incoming call ends
 * on this device only: nobody has declined it, so it goes on ringing on the person's other devices.
 */
export function leaveCall({ dispatch, getState }: Pick<ClientStore, 'dispatch' | 'getState'>): void {
  const call = getState().call.current
  if (call.status === 'IDLE') return
  const { callId } = call
  dispatch(call.status === 'INCOMING' ? callEnded({ callId, reason: 'failed' }) : endCall({ callId }))
}
