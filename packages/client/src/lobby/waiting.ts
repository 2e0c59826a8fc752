import { isWaiting, selectCall, startWaiting } from '@parley/call'
import type { CallId, CallLink, DisplayName } from '@parley/protocol'
import { nanoid } from '@reduxjs/toolkit'
import { choicesChanged, choicesFor } from '../calls/mediaChoices.ts'
import type { AppDispatch, RootState } from '../store.ts'

type Place = { kind: 'link'; link: CallLink; name: DisplayName | null } | { kind: 'match' }

/** Begins to wait, with camera and microphone as they were in the lobby or in the call before. */
export const wait =
  (place: Place, from: CallId) =>
  (dispatch: AppDispatch, getState: () => RootState): void => {
    const { mediaChoices } = getState()
    const { muted, camera } = choicesFor(mediaChoices, from)
    const callId = nanoid()
    dispatch(choicesChanged({ callId, muted, camera }))
    dispatch(startWaiting({ ...place, media: 'video' }, callId))
  }

export const selectWaiting = (state: RootState) => {
  const call = selectCall(state)
  return isWaiting(call) ? call : null
}
