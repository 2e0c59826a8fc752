import type { CallId } from '@parley/protocol'
import type { CallState } from '../state/callState.ts'
import type { CallStoreApi } from './deps.ts'

/** The call of this device, as it is whenever one asks. */
export interface CurrentCall {
  get(): CallState
  /** Whether it is that one and, if any are given, in one of these statuses. */
  is(callId: CallId, ...statuses: CallState['status'][]): boolean
}

export function createCurrentCall(store: CallStoreApi): CurrentCall {
  const get = (): CallState => store.getState().call.current
  return {
    get,
    is: (callId, ...statuses) => {
      const call = get()
      if (call.status === 'IDLE' || call.callId !== callId) return false
      return statuses.length === 0 || statuses.includes(call.status)
    },
  }
}
