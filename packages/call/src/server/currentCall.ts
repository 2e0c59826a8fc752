import type { CallId } from '@parley/protocol'
import type { CallState } from '../state/callState.ts'
import type { CallStoreApi } from './deps.ts'

/** Reads the current call from the store. */
export interface CurrentCall {
  get(): CallState
  /** True if this is the current call and, if statuses are given, in one of them. */
  is(callId: CallId, ...statuses: CallState['status'][]): boolean
}

/** Creates the reader for this store. */
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
