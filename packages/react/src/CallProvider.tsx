import type { Calls, MediaSnapshot } from '@parley/client'
import { createContext, type ReactNode, use } from 'react'
import { useWebRTC } from './useWebRTC.ts'

/** The media snapshot, and the one control that is not a choice in the store. */
interface MediaControls extends MediaSnapshot {
  /** Requests devices again after one was refused, missing or busy. */
  retryDevices(): void
}

const MediaContext = createContext<MediaControls | null>(null)
const CallsContext = createContext<Calls | null>(null)

/** Runs `useWebRTC` once for everything below it. */
export function CallProvider({ calls, children }: { calls: Calls; children: ReactNode }) {
  const snapshot = useWebRTC(calls.session)
  return (
    <CallsContext value={calls}>
      <MediaContext value={{ ...snapshot, retryDevices: calls.session.retryDevices }}>{children}</MediaContext>
    </CallsContext>
  )
}

/** The current media, for components under a `CallProvider`. Throws outside of one. */
export function useCallMedia(): MediaControls {
  const media = use(MediaContext)
  if (!media) throw new Error('useCallMedia needs a CallProvider above it')
  return media
}

/** The engine of calls, for components under a `CallProvider`. Throws outside of one. */
export function useCalls(): Calls {
  const calls = use(CallsContext)
  if (!calls) throw new Error('useCalls needs a CallProvider above it')
  return calls
}
