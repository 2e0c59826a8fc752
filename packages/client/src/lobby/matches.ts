import { endCall, type Outbox, selectCall } from '@parley/call'
import type { CallId } from '@parley/protocol'
import { personBlocked } from '../contacts/contactsSlice.ts'
import type { AppDispatch, RootState } from '../store.ts'
import { wait } from './waiting.ts'

/** How long it is tried to report somebody. Milliseconds. */
const TRIED_MS = 60_000

/** Leaves whom one has met in this call, and is ready for the next. */
export const nextMatch =
  (callId: CallId) =>
  (dispatch: AppDispatch, getState: () => RootState): void => {
    const call = selectCall(getState())
    if (call.status !== 'IN_CALL' || call.kind !== 'match' || call.callId !== callId) return
    dispatch(endCall({ callId }))
    dispatch(wait({ kind: 'match' }, callId))
  }

/** Leaves somebody who misbehaves in this call, never to hear of them again; whoever runs the server reads of it. */
export const reportMatch =
  (outbox: Outbox, callId: CallId) =>
  (dispatch: AppDispatch, getState: () => RootState): void => {
    const call = selectCall(getState())
    if (call.status !== 'IN_CALL' || call.kind !== 'match' || call.callId !== callId) return
    const since = Date.now()
    void outbox.deliver('reportMatch', { callId }, () => Date.now() - since < TRIED_MS)
    dispatch(personBlocked(call.peer))
    dispatch(endCall({ callId }))
  }
