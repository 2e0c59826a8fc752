import { type CallSliceState, selectCall } from '@parley/call'
import type { CallSession } from '@parley/webrtc'
import { type MediaChoices, selectMediaChoices } from '../state/mediaChoices.ts'
import { planMedia } from './planMedia.ts'

/** The state from which the plan follows. */
export interface PlanState {
  call: CallSliceState
  mediaChoices: MediaChoices
}

/** As much of a store as is followed. */
interface Followed {
  getState(): PlanState
  subscribe(listener: () => void): () => void
}

/**
 * Tells the session what media should exist, now and with each change of the call or of what the person chose; at once,
 * because an answer must not wait for the screens that show it. Returns the teardown, which releases camera, microphone and
 * connection.
 */
export function followPlan(session: Pick<CallSession, 'sync'>, store: Followed): () => void {
  let followed: unknown[] = []
  let busy = false

  function follow(): void {
    // A session may ask for another plan while it takes one up, as with a renewed connection: it gets that plan afterwards.
    if (busy) return
    busy = true
    for (let state = store.getState(); isNew(state); state = store.getState()) {
      session.sync(planMedia(selectCall(state), selectMediaChoices(state)))
    }
    busy = false
  }

  function isNew({ call, mediaChoices }: PlanState): boolean {
    const now = [call.current, mediaChoices]
    const changed = now.some((value, index) => value !== followed[index])
    followed = now
    return changed
  }

  follow()
  const unsubscribe = store.subscribe(follow)
  return () => {
    unsubscribe()
    session.sync({ kind: 'released' })
  }
}
