import { type Calls, isWaiting, selectCall } from '@parley/client'
import { CallProvider, useClient } from '@parley/react'
import { useSelector } from 'react-redux'
import { CallBoundary } from './CallBoundary.tsx'
import { CallScreens } from './CallScreens.tsx'

/** Media and screens of this device's current call. */
export function CallLayer({ calls }: { calls: Calls }) {
  const call = useSelector(selectCall)
  const { leaveCall } = useClient()
  return (
    <CallProvider calls={calls}>
      <CallBoundary key={call.status === 'IDLE' || isWaiting(call) ? null : call.callId} onFailed={leaveCall}>
        <CallScreens />
      </CallBoundary>
    </CallProvider>
  )
}
