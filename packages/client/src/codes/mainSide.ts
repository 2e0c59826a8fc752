import { codeCallConnected, codeCallStarted, endCall, endDismissed } from '@parley/call'
import type { CallSession } from '@parley/webrtc'
import type { ClientStartListening, ClientStore } from '../state/store.ts'
import { standingKnown } from '../state/trustSlice.ts'
import type { CodeSide, CreateSide } from './codeSide.ts'

interface Deps {
  store: ClientStore
  startListening: ClientStartListening
  session: CallSession
  createSide: CreateSide
}

/** Creates the side whose calls are this client's calls: in its store, with its session. */
export function createMainSide({ store, startListening, session, createSide }: Deps): CodeSide {
  const current = () => store.getState().call.current
  const side: CodeSide = createSide({
    name: () => {
      const { account } = store.getState()
      return account.status === 'known' ? account.userId : null
    },
    driver: {
      session,
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
