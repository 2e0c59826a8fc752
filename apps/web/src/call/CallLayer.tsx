import { selectCall } from '@parley/call'
import { CallProvider, connectSession } from '@parley/react'
import { browserPorts, type CallSession } from '@parley/webrtc'
import { useDispatch, useSelector } from 'react-redux'
import type { AppDispatch } from '../app/store.ts'
import type { App } from '../app/wiring.ts'
import { createTones, type Tones } from '../tones/tones.ts'
import { CallBoundary } from './CallBoundary.tsx'
import { CallScreens } from './CallScreens.tsx'
import { leaveCall } from './leaveCall.ts'

/** What lives beside the screens of calls, as long as the page. */
export interface CallEngine {
  session: CallSession
  tones: Tones
}

/** The composition root of calls. */
export function createCallEngine({ store, transport, outbox, clock }: App): CallEngine {
  const { session } = connectSession({ store, transport, outbox, clock, browser: browserPorts() })
  return { session, tones: createTones() }
}

/** Camera, connection and screens of whatever call this device is in. */
export function CallLayer({ engine }: { engine: CallEngine }) {
  const call = useSelector(selectCall)
  const dispatch = useDispatch<AppDispatch>()
  return (
    <CallProvider session={engine.session}>
      <CallBoundary key={call.status === 'IDLE' ? null : call.callId} onFailed={() => dispatch(leaveCall())}>
        <CallScreens tones={engine.tones} />
      </CallBoundary>
    </CallProvider>
  )
}
