import { type CallSession, followPlan, type MediaSnapshot, type PlanState } from '@parley/client'
import { useEffect, useSyncExternalStore } from 'react'
import { useStore } from 'react-redux'

/**
 * Gives the session the media plan that follows from the store, and returns the session's snapshot. It owns nothing:
 * use it once per session; unmounting releases camera, microphone and connection.
 */
export function useWebRTC(session: CallSession): MediaSnapshot {
  const store = useStore<PlanState>()
  useEffect(() => followPlan(session, store), [session, store])
  return useSyncExternalStore(session.subscribe, session.getSnapshot)
}
