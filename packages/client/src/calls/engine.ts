import { createTrust, type Trust } from '@parley/identity'
import { browserPorts, type CallSession } from '@parley/webrtc'
import { type CodeDesk, createCodeDesk } from '../codes/codeDesk.ts'
import type { App } from '../createClient.ts'
import { createPinStore } from '../storage/pinStore.ts'
import { createTones, type Tones } from '../tones/tones.ts'
import { createSigner } from '../trust/createSigner.ts'
import { connectSession } from './connectSession.ts'
import { createTogether, type Together } from './createTogether.ts'

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
  const signer = createSigner({ store, startListening, account, trust })
  const codes = createCodeDesk()
  const { session } = connectSession({
    ...{ store, transport, outbox, clock, signer },
    byHand: codes,
    browser: browserPorts(),
  })
  return {
    ...{
      session,
      tones: createTones({ createAudioContext: () => new AudioContext(), gestures: window }),
      trust,
      account,
      codes,
      local,
      outbox,
      newLink,
    },
    createTogether: () => createTogether(session, clock),
  }
}
