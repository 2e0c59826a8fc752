import { CallProvider, connectSession } from '@parley/react'
import { browserPorts, type CallSession } from '@parley/webrtc'
import type { App } from '../app/wiring.ts'
import { createTones, type Tones } from '../tones/tones.ts'
import { CallScreens } from './CallScreens.tsx'

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
  return (
    <CallProvider session={engine.session}>
      <CallScreens tones={engine.tones} />
    </CallProvider>
  )
}
