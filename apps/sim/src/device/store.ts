import {
  type CallRootState,
  type CallSliceState,
  callReducer,
  connectionReducer,
  historyReducer,
  presenceReducer,
} from '@parley/call'
import {
  applyMiddleware,
  combineReducers,
  legacy_createStore,
  type Middleware,
  type UnknownAction,
} from '@reduxjs/toolkit'
import { createListeners } from './listeners.ts'

class Undrafted {}

/**
 * The call's reducer without drafts, which are a sixth of a run's time: Redux Toolkit makes none of what is not a plain
 * object. Each case returns the next state itself; one that would change the state it is given instead throws.
 */
function undrafted(reducer: typeof callReducer): typeof callReducer {
  const keep = (state: CallSliceState): CallSliceState => Object.assign(new Undrafted(), state)
  const reduce = (state: CallSliceState | undefined, action: UnknownAction): CallSliceState => {
    const after = reducer(state, action)
    return after === state ? after : keep(after)
  }
  return reduce
}

/** The same for all pages: making it is dear. */
const root = combineReducers({
  call: undrafted(callReducer),
  connection: connectionReducer,
  history: historyReducer,
  presence: presenceReducer,
})

export interface PageStoreOptions {
  now(): number
  failed(error: unknown): void
  /** Called after each action that changed the call. */
  moved(before: CallRootState, after: CallRootState): void
}

/** A page's store, on its own time: what an action says of the wall clock is replaced. */
export function createPageStore({ now, failed, moved }: PageStoreOptions) {
  const listener = createListeners(failed)
  const timed: Middleware = () => (next) => (action) => next(stamp(action, now()))
  const watched: Middleware<object, CallRootState> = (api) => (next) => (action) => {
    const before = api.getState()
    const result = next(action)
    const after = api.getState()
    if (before.call.current !== after.call.current) moved(before, after)
    return result
  }
  const store = legacy_createStore(root, applyMiddleware(timed, listener.middleware, watched))
  return { store, startListening: listener.startListening }
}

function stamp(action: unknown, at: number): unknown {
  if (typeof action !== 'object' || action === null || !('payload' in action)) return action
  const { payload } = action
  if (typeof payload !== 'object' || payload === null || !('at' in payload)) return action
  return { ...action, payload: { ...payload, at } }
}
