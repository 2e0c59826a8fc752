import {
  type CallRootState,
  type CallSliceState,
  callReducer,
  connectionReducer,
  historyReducer,
  presenceReducer,
} from '@parley/call'
import { type MediaChoices, mediaChoicesReducer } from '@parley/client'
import type { Moment } from '@parley/protocol'
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
 * The call's reducer without drafts, which take a sixth of a run's time: Redux Toolkit drafts only plain objects. A
 * case that changes its state instead of returning the next one throws.
 */
function undrafted(reducer: typeof callReducer): typeof callReducer {
  const keep = (state: CallSliceState): CallSliceState => Object.assign(new Undrafted(), state)
  const reduce = (state: CallSliceState | undefined, action: UnknownAction): CallSliceState => {
    const after = reducer(state, action)
    return after === state ? after : keep(after)
  }
  return reduce
}

export interface PageState extends CallRootState {
  mediaChoices: MediaChoices
}

/** Shared by all pages, because it takes long to make. */
const root = combineReducers({
  call: undrafted(callReducer),
  connection: connectionReducer,
  history: historyReducer,
  mediaChoices: mediaChoicesReducer,
  presence: presenceReducer,
})

export interface PageStoreOptions {
  now(): Moment
  failed(error: unknown): void
  /** Called after each action that changed the calls, before any listener. */
  moved(before: CallSliceState, after: CallSliceState): void
}

/** Creates a page's store. Its actions carry the page's time in place of this machine's. */
export function createPageStore({ now, failed, moved }: PageStoreOptions) {
  const listener = createListeners(failed)
  const timed: Middleware = () => (next) => (action) => next(stamp(action, now()))
  const store = legacy_createStore(root, applyMiddleware(timed, listener.middleware))
  let known = store.getState().call
  store.subscribe(() => {
    const before = known
    known = store.getState().call
    if (known !== before) moved(before, known)
  })
  return { store, startListening: listener.startListening }
}

function stamp(action: unknown, now: Moment): unknown {
  if (typeof action !== 'object' || action === null || !('payload' in action)) return action
  const { payload } = action
  if (typeof payload !== 'object' || payload === null || !('at' in payload)) return action
  return { ...action, payload: { ...payload, ...now } }
}
