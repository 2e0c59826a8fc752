import { callReducer, connectionReducer, historyReducer, presenceReducer } from '@parley/call'
import { configureStore, createListenerMiddleware } from '@reduxjs/toolkit'
import { accountReducer } from './accountSlice.ts'
import { callPinReducer } from './callPinSlice.ts'
import { contactsReducer } from './contactsSlice.ts'
import { mediaChoicesReducer } from './mediaChoices.ts'
import { relayReducer } from './relaySlice.ts'
import { trustReducer } from './trustSlice.ts'

const reducer = {
  account: accountReducer,
  call: callReducer,
  callPin: callPinReducer,
  connection: connectionReducer,
  contacts: contactsReducer,
  history: historyReducer,
  mediaChoices: mediaChoicesReducer,
  presence: presenceReducer,
  relay: relayReducer,
  trust: trustReducer,
}

/** Creates a client's store and its listener middleware. */
export function createClientStore() {
  const listeners = createListenerMiddleware()
  const store = configureStore({ reducer, middleware: (defaults) => defaults().prepend(listeners.middleware) })
  type State = ReturnType<typeof store.getState>
  return {
    store,
    startListening: listeners.startListening.withTypes<State, typeof store.dispatch>(),
    /** Removes all listeners and cancels their running effects. */
    stopListening: listeners.clearListeners,
  }
}

/** A client's store, from Redux Toolkit. */
export type ClientStore = ReturnType<typeof createClientStore>['store']
export type ClientStartListening = ReturnType<typeof createClientStore>['startListening']
/** The whole state of a client, in serialisable values. */
export type ClientState = ReturnType<ClientStore['getState']>
