import { type CallRootState, callReducer, connectionReducer, historyReducer, presenceReducer } from '@parley/call'
import { combineReducers, configureStore, type Middleware, Tuple } from '@reduxjs/toolkit'
import type { Bug } from '../bugs/bug.ts'
import { createListeners } from './listeners.ts'

const rootOf = (call: typeof callReducer) =>
  combineReducers({ call, connection: connectionReducer, history: historyReducer, presence: presenceReducer })

/** The same for all pages: making it is dear. */
const root = rootOf(callReducer)

export interface PageStoreOptions {
  now(): number
  bug: Bug
  failed(error: unknown): void
  /** Called after each action that changed the call. */
  moved(before: CallRootState, after: CallRootState): void
}

/** A page's store, on its own time: what an action says of the wall clock is replaced. */
export function createPageStore({ now, bug, failed, moved }: PageStoreOptions) {
  const listener = createListeners(failed)
  const timed: Middleware = () => (next) => (action) => next(stamp(action, now()))
  const watched: Middleware<object, CallRootState> = (api) => (next) => (action) => {
    const before = api.getState()
    const result = next(action)
    const after = api.getState()
    if (before.call.current !== after.call.current) moved(before, after)
    return result
  }
  const store = configureStore({
    reducer: bug.reducer ? rootOf(bug.reducer(callReducer)) : root,
    devTools: false,
    middleware: () => new Tuple(timed, listener.middleware, watched),
  })
  return { store, startListening: listener.startListening }
}

function stamp(action: unknown, at: number): unknown {
  if (typeof action !== 'object' || action === null || !('payload' in action)) return action
  const { payload } = action
  if (typeof payload !== 'object' || payload === null || !('at' in payload)) return action
  return { ...action, payload: { ...payload, at } }
}
