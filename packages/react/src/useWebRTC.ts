import { selectCall } from '@parley/call'
import type { CallSession, MediaSnapshot } from '@parley/webrtc'
import { useEffect, useSyncExternalStore } from 'react'
import { useSelector } from 'react-redux'
import { selectMediaChoices } from './mediaChoices.ts'
import { planMedia } from './planMedia.ts'

/**
 * Reacts to the call's state by telling the session what media should exist now, and reads back what does. Getting
 * media, offers, answers and candidates follow from the plan. Owns nothing: use it once per session; unmounting
 * releases camera, microphone and connection.
 */
export function useWebRTC(session: CallSession): MediaSnapshot {
  const call = useSelector(selectCall)
  const choices = useSelector(selectMediaChoices)
  useEffect(() => session.sync(planMedia(call, choices)), [session, call, choices])
  useEffect(() => () => session.sync({ kind: 'released' }), [session])
  return useSyncExternalStore(session.subscribe, session.getSnapshot)
}
