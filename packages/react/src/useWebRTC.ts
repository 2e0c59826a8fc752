import { type CallSession, followPlan, type MediaSnapshot, type PlanState } from '@parley/client'
import { useEffect, useSyncExternalStore } from 'react'
import { useStore } from 'react-redux'

/**
 * Reacts to the call's state by telling the session what media should exist now, and reads back what does. Getting
 * media, offers, answers and candidates follow from the plan. Owns nothing: use it once per session; unmounting
 * releases camera, microphone and connection.
 */
export function useWebRTC(session: CallSession): MediaSnapshot {
  const store = useStore<PlanState>()
  useEffect(() => followPlan(session, store), [session, store])
  return useSyncExternalStore(session.subscribe, session.getSnapshot)
}
