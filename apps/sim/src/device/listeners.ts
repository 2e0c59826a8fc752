import type { CallRootState, StartListening } from '@parley/call'
import type { Middleware, UnknownAction } from '@reduxjs/toolkit'

interface Api {
  dispatch(action: UnknownAction): unknown
  getState(): CallRootState
  /** The state before the action. Throws once the effect has awaited something. */
  getOriginalState(): CallRootState
}

/** The part of a listener's options that the product uses. */
interface Listener {
  actionCreator?: { match(action: UnknownAction): boolean }
  predicate?(action: UnknownAction, after: CallRootState, before: CallRootState): boolean
  effect(action: UnknownAction, api: Api): unknown
}

/**
 * Creates Redux Toolkit's listener middleware without cancelling, forking and waiting: an `AbortController` and a dozen
 * closures for each effect would take a fifth of a run's time. The order is the same: every listener is matched against
 * the state right after the reducer, and each effect starts before the next listener is matched.
 */
export function createListeners(failed: (error: unknown) => void) {
  let listeners: readonly Listener[] = []

  async function start(listener: Listener, action: UnknownAction, api: Api): Promise<void> {
    try {
      await listener.effect(action, api)
    } catch (error) {
      failed(error)
    }
  }

  function matches({ actionCreator, predicate }: Listener, ...args: Parameters<NonNullable<Listener['predicate']>>) {
    return actionCreator ? actionCreator.match(args[0]) : (predicate?.(...args) ?? false)
  }

  const middleware: Middleware<object, CallRootState> =
    ({ dispatch, getState }) =>
    (next) =>
    (dispatched) => {
      // Only plain actions are dispatched here.
      const action = dispatched as UnknownAction
      const before = getState()
      let over = false
      const getOriginalState = () => {
        if (over) throw new Error('the state before an action is asked for when it is long over')
        return before
      }
      const result = next(action)
      const after = getState()
      for (const listener of listeners) {
        if (matches(listener, action, after, before))
          void start(listener, action, { dispatch, getState, getOriginalState })
      }
      over = true
      return result
    }

  function startListening(listener: Listener): () => void {
    listeners = [...listeners, listener]
    return () => {
      listeners = listeners.filter((other) => other !== listener)
    }
  }

  // The product uses no other overload of `StartListening`.
  return { middleware, startListening: startListening as unknown as StartListening }
}
