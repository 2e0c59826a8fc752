import type { CallRootState, StartListening } from '@parley/call'
import type { Middleware, UnknownAction } from '@reduxjs/toolkit'

interface Api {
  dispatch(action: UnknownAction): unknown
  getState(): CallRootState
  /** What was before the action; only for an effect that has not awaited anything yet. */
  getOriginalState(): CallRootState
}

/** As much of what a listener is started with as the product uses. */
interface Listener {
  actionCreator?: { match(action: UnknownAction): boolean }
  predicate?(action: UnknownAction, after: CallRootState, before: CallRootState): boolean
  effect(action: UnknownAction, api: Api): unknown
}

/**
 * Redux Toolkit's listener middleware without what cancels, forks and waits: an `AbortController` and a dozen closures
 * for each effect would be a fifth of a run's time. What is kept is its order: all are asked about the state right after
 * the reducer, and what one does begins before the next is asked.
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
      // Nothing else is dispatched here.
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

  // The overloads for listeners of other shapes are asked for by nobody.
  return { middleware, startListening: startListening as unknown as StartListening }
}
