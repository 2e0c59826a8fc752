import { callReducer, connectionReducer, historyReducer, presenceReducer } from '@parley/call'
import { configureStore, createListenerMiddleware } from '@reduxjs/toolkit'
import { accountReducer } from './accountSlice.ts'
import { contactsReducer } from './contactsSlice.ts'
import { mediaChoicesReducer } from './mediaChoices.ts'
import { trustReducer } from './trustSlice.ts'

const reducer = {
  account: accountReducer,
  call: callReducer,
  connection: connectionReducer,
  contacts: contactsReducer,
  history: historyReducer,
  mediaChoices: mediaChoicesReducer,
  presence: presenceReducer,
  trust: trustReducer,
}

/** A client's one store, and what listens to it. */
export function createClientStore() {
  const listeners = createListenerMiddleware()
  const store = configureStore({ reducer, middleware: (defaults) => defaults().prepend(listeners.middleware) })
  type State = ReturnType<typeof store.getState>
  return {
    store,
    startListening: listeners.startListening.withTypes<State, typeof store.dispatch>(),
    /** Ends all listening, and what it has begun. */
    stopListening: listeners.clearListeners,
  }
}

/** A client's store, from Redux Toolkit. */
export type ClientStore = ReturnType<typeof createClientStore>['store']
export type ClientStartListening = ReturnType<typeof createClientStore>['startListening']
/** All that is known of a client, in plain serialisable values. */
export type ClientState = ReturnType<ClientStore['getState']>
