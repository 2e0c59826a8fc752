import { isWaiting, selectCall } from '@parley/call'
import { connectSession } from '@parley/client'
import { createTrust, type Trust } from '@parley/identity'
import { CallProvider } from '@parley/react'
import { browserPorts, type CallSession } from '@parley/webrtc'
import { useDispatch, useSelector } from 'react-redux'
import type { AppDispatch } from '../app/store.ts'
import type { App } from '../app/wiring.ts'
import { type CodeDesk, createCodeDesk } from '../codes/codeDesk.ts'
import { createPinStore } from '../identity/pinStore.ts'
import { createTogether, type Together } from '../together/createTogether.ts'
import { createTones, type Tones } from '../tones/tones.ts'
import { createGuard } from '../trust/createGuard.ts'
import { CallBoundary } from './CallBoundary.tsx'
import { CallScreens } from './CallScreens.tsx'
import { leaveCall } from './leaveCall.ts'

/** What lives beside the screens of calls, as long as the page. */
export interface CallEngine {
  session: CallSession
  tones: Tones
  trust: Trust
  account: App['account']
  local: App['local']
  outbox: App['outbox']
  newLink: App['newLink']
  /** Where calls by codes come in. */
  codes: CodeDesk
  /** Begins what the two do together, in the call there is. */
  createTogether(): Together
}

/** The composition root of calls. */
export function createCallEngine(app: App): CallEngine {
  const { store, startListening, transport, outbox, clock, account, local, newLink } = app
  const trust = createTrust({ pins: createPinStore(app.openDatabase), now: clock.now })
  const guard = createGuard({ store, startListening, account, trust })
  const codes = createCodeDesk()
  const { session } = connectSession({
    ...{ store, transport, outbox, clock, guard },
    byHand: codes,
    browser: browserPorts(),
  })
  return {
    ...{ session, tones: createTones(), trust, account, codes, local, outbox, newLink },
    createTogether: () => createTogether(session, clock),
  }
}

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
