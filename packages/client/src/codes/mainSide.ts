import { codeCallConnected, codeCallStarted, endCall, endDismissed } from '@parley/call'
import { browserPorts } from '@parley/webrtc'
import type { CallEngine } from '../calls/engine.ts'
import type { App } from '../createClient.ts'
import { standingKnown } from '../trust/trustSlice.ts'
import { type CodeSide, createCodeSide } from './codeSide.ts'
import { askForStun, createStunServers } from './stunServers.ts'

const randomBytes = (count: number): Uint8Array => crypto.getRandomValues(new Uint8Array(count))

/** A side of its own kind, with whatever drives it. */
export const codeSideOf = (app: App, parts: Pick<Parameters<typeof createCodeSide>[0], 'driver' | 'name'>): CodeSide =>
  createCodeSide({
    ...parts,
    clock: app.clock,
    iceServers: createStunServers({ ask: askForStun, local: app.local }),
    random: randomBytes,
    randomId: browserPorts().randomId,
  })

/** The side that is this device's one call: its calls are those of the app, with the app's session and screens. */
export function createMainSide(app: App, engine: CallEngine): CodeSide {
  const { store, startListening } = app
  const current = () => store.getState().call.current
  const side = codeSideOf(app, {
    name: () => {
      const { account } = store.getState()
      return account.status === 'known' ? account.userId : null
    },
    driver: {
      session: engine.session,
      begin(call) {
        store.dispatch(endDismissed())
        store.dispatch(codeCallStarted(call))
        const now = current()
        return now.status === 'OUTGOING' && now.callId === call.callId
      },
      connected(callId, peer) {
        const state = side.getSnapshot()
        if (state.step !== 'connected') return
        const { own, theirs } = state.fingerprints
        store.dispatch(standingKnown({ callId, standing: 'new', root: theirs, own }))
        store.dispatch(codeCallConnected({ callId, peer }))
      },
      end: () => {
        const call = current()
        if (call.status !== 'IDLE' && call.kind === 'code') store.dispatch(endCall({ callId: call.callId }))
      },
    },
  })
  engine.codes.take(side.signalling)
  startListening({
    predicate: (_action, after, before) =>
      after.call.current.status === 'IDLE' && before.call.current.status !== 'IDLE',
    effect: (_action, api) => {
      const before = api.getOriginalState().call.current
      if (before.status !== 'IDLE') side.ended(before.callId)
    },
  })
  return side
}
