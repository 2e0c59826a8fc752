import { type CallSliceState, selectCall } from '@parley/call'
import type { CallSession, MediaSnapshot } from '@parley/webrtc'
import { useEffect, useSyncExternalStore } from 'react'
import { useStore } from 'react-redux'
import { type MediaChoices, selectMediaChoices } from './mediaChoices.ts'
import { planMedia } from './planMedia.ts'

interface State {
  call: CallSliceState
  mediaChoices: MediaChoices
}

/** As much of a store as is followed. */
interface Followed {
  getState(): State
  subscribe(listener: () => void): () => void
}

/**
 * Tells the session what media should exist, now and with each change of the call or of what the person chose; at once,
 * because an answer must not wait for the screens that show it. Returns the teardown, which changes nothing.
 */
export function followPlan(session: Pick<CallSession, 'sync'>, store: Followed): () => void {
  let followed: unknown[] = []
  let busy = false

  function follow(): void {
    // What the session asks for on the way, such as another connection, comes after what it was told.
    if (busy) return
    busy = true
    for (let state = store.getState(); isNew(state); state = store.getState()) {
      session.sync(planMedia(selectCall(state), selectMediaChoices(state)))
    }
    busy = false
  }

  function isNew({ call, mediaChoices }: State): boolean {
    const now = [call.current, mediaChoices]
    const changed = now.some((value, index) => value !== followed[index])
    followed = now
    return changed
  }

  follow()
  return store.subscribe(follow)
}

/**
 * Reacts to the call's state by telling the session what media should exist now, and reads back what does. Getting
 * media, offers, answers and candidates follow from the plan. Owns nothing: use it once per session; unmounting
 * releases camera, microphone and connection.
 */
export function useWebRTC(session: CallSession): MediaSnapshot {
  const store = useStore<State>()
  useEffect(() => followPlan(session, store), [session, store])
  useEffect(() => () => session.sync({ kind: 'released' }), [session])
  return useSyncExternalStore(session.subscribe, session.getSnapshot)
}
