import { type CallSliceState, selectCall } from '@parley/call'
import type { CallSession } from '@parley/webrtc'
import { type MediaChoices, selectMediaChoices } from '../state/mediaChoices.ts'
import { planMedia } from './planMedia.ts'

/** The state that the plan is derived from. */
export interface PlanState {
  call: CallSliceState
  mediaChoices: MediaChoices
}

/** The part of a Redux store that is used here. */
interface Followed {
  getState(): PlanState
  subscribe(listener: () => void): () => void
}

/**
 * Gives the session its media plan, now and after each change of the call or of the person's choices. It does so
 * synchronously, because an answer must not wait until the screens are rendered.
 *
 * @returns the teardown, which releases camera, microphone and connection
 */
export function followPlan(session: Pick<CallSession, 'sync'>, store: Followed): () => void {
  let followed: unknown[] = []
  let busy = false

  function follow(): void {
    // `sync` may itself change the state, as when a connection is renewed. The loop passes on that change afterwards.
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
