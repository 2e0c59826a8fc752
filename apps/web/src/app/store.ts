import { callReducer, connectionReducer, historyReducer, presenceReducer } from '@parley/call'
import { mediaChoicesReducer } from '@parley/react'
import { configureStore, createListenerMiddleware } from '@reduxjs/toolkit'
import { accountReducer } from '../account/accountSlice.ts'

const reducer = {
  account: accountReducer,
  call: callReducer,
  connection: connectionReducer,
  history: historyReducer,
  mediaChoices: mediaChoicesReducer,
  presence: presenceReducer,
}

/** The app's one store, and the door for listeners to it. */
export function createAppStore() {
  const listeners = createListenerMiddleware()
  const store = configureStore({ reducer, middleware: (defaults) => defaults().prepend(listeners.middleware) })
  return { store, startListening: listeners.startListening }
}

export type AppStore = ReturnType<typeof createAppStore>['store']
export type AppDispatch = AppStore['dispatch']
export type RootState = ReturnType<AppStore['getState']>
