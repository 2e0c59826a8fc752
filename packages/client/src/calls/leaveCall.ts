import { type CallRootState, callEnded, endCall } from '@parley/call'
import type { UnknownAction } from '@reduxjs/toolkit'

/**
 * This device cannot show the call it is in. A call of its own ends; one that rings goes on ringing on the person's
 * other devices, because nobody has declined it.
 */
export const leaveCall =
  () =>
  (dispatch: (action: UnknownAction) => unknown, getState: () => CallRootState): void => {
    const call = getState().call.current
    if (call.status === 'IDLE') return
    const { callId } = call
    dispatch(call.status === 'INCOMING' ? callEnded({ callId, reason: 'failed' }) : endCall({ callId }))
  }
