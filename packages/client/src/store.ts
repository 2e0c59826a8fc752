import { callReducer, connectionReducer, historyReducer, presenceReducer } from '@parley/call'
import { configureStore, createListenerMiddleware } from '@reduxjs/toolkit'
import { accountReducer } from './account/accountSlice.ts'
import { mediaChoicesReducer } from './calls/mediaChoices.ts'
import { peopleReducer } from './contacts/contactsSlice.ts'
import { trustReducer } from './trust/trustSlice.ts'

const reducer = {
  account: accountReducer,
  call: callReducer,
  connection: connectionReducer,
  history: historyReducer,
  mediaChoices: mediaChoicesReducer,
  people: peopleReducer,
  presence: presenceReducer,
  trust: trustReducer,
}

/** The app's one store, and the door for listeners to it. */
export function createAppStore() {
  const listeners = createListenerMiddleware()
  const store = configureStore({ reducer, middleware: (defaults) => defaults().prepend(listeners.middleware) })
  type State = ReturnType<typeof store.getState>
  return { store, startListening: listeners.startListening.withTypes<State, typeof store.dispatch>() }
}

export type AppStore = ReturnType<typeof createAppStore>['store']
export type AppStartListening = ReturnType<typeof createAppStore>['startListening']
export type AppDispatch = AppStore['dispatch']
export type RootState = ReturnType<AppStore['getState']>
