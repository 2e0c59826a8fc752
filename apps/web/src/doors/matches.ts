import { endCall, type Outbox, selectCall } from '@parley/call'
import type { AppDispatch, RootState } from '../app/store.ts'
import { personBlocked } from '../people/peopleSlice.ts'
import { wait } from './waiting.ts'

/** How long it is tried to report somebody. Milliseconds. */
const TRIED_MS = 60_000

/** Leaves whom one has met, and is ready for the next. */
export const nextMatch =
  () =>
  (dispatch: AppDispatch, getState: () => RootState): void => {
    const call = selectCall(getState())
    if (call.status !== 'IN_CALL' || call.kind !== 'match') return
    dispatch(endCall())
    dispatch(wait({ kind: 'match' }, call.callId))
  }

/** Leaves somebody who misbehaves, never to hear of them again; whoever runs the server reads of it. */
export const reportMatch =
  (outbox: Outbox) =>
  (dispatch: AppDispatch, getState: () => RootState): void => {
    const call = selectCall(getState())
    if (call.status !== 'IN_CALL' || call.kind !== 'match') return
    const { callId, peer } = call
    const since = Date.now()
    void outbox.deliver('reportMatch', { callId }, () => Date.now() - since < TRIED_MS)
    dispatch(personBlocked(peer))
    dispatch(endCall())
  }
