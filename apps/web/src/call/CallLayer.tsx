import { isWaiting, selectCall } from '@parley/call'
import { type AppDispatch, type CallEngine, leaveCall } from '@parley/client'
import { CallProvider } from '@parley/react'
import { useDispatch, useSelector } from 'react-redux'
import { CallBoundary } from './CallBoundary.tsx'
import { CallScreens } from './CallScreens.tsx'

export { createCallEngine } from '@parley/client'

/** Camera, connection and screens of whatever call this device is in. */
export function CallLayer({ engine }: { engine: CallEngine }) {
  const call = useSelector(selectCall)
  const dispatch = useDispatch<AppDispatch>()
  return (
    <CallProvider session={engine.session}>
      <CallBoundary
        key={call.status === 'IDLE' || isWaiting(call) ? null : call.callId}
        onFailed={() => dispatch(leaveCall())}
      >
        <CallScreens engine={engine} />
      </CallBoundary>
    </CallProvider>
  )
}
