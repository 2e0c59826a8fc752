import type { CallSession, MediaSnapshot } from '@parley/webrtc'
import { createContext, type ReactNode, use } from 'react'
import { useWebRTC } from './useWebRTC.ts'

/** The media snapshot with the one control that is not a choice in the store. */
interface MediaControls extends MediaSnapshot {
  /** "Try again" after a refused, missing or busy device. */
  retryDevices(): void
}

const Context = createContext<MediaControls | null>(null)

/** Runs `useWebRTC` once for everything below it. */
export function CallProvider({ session, children }: { session: CallSession; children: ReactNode }) {
  const snapshot = useWebRTC(session)
  return <Context value={{ ...snapshot, retryDevices: session.retryDevices }}>{children}</Context>
}

/** What media exists now, for components under a `CallProvider`. Throws outside of one. */
export function useCallMedia(): MediaControls {
  const media = use(Context)
  if (!media) throw new Error('useCallMedia needs a CallProvider above it')
  return media
}
