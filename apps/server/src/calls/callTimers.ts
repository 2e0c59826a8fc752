import type { CallId, Clock } from '@parley/protocol'

/** Named timers of calls. All timers of a call can be cleared at once, so that none outlives it. */
export interface CallTimers {
  /** Runs `due` after `ms` milliseconds. Replaces the call's timer of that name. */
  set(callId: CallId, name: string, ms: number, due: () => Promise<unknown>): void
  clear(callId: CallId, name: string): void
  clearAll(callId: CallId): void
  size(): number
  /** Clears all timers and ignores later `set` calls. */
  close(): void
}

/**
 * Creates an empty set of timers on this clock.
 *
 * @param onError called with the error if `due` rejects
 */
export function createCallTimers(clock: Clock, onError: (error: unknown) => void): CallTimers {
  const calls = new Map<CallId, Map<string, () => void>>()
  let closed = false

  function clear(callId: CallId, name: string): void {
    const timers = calls.get(callId)
    timers?.get(name)?.()
    timers?.delete(name)
    if (timers?.size === 0) calls.delete(callId)
  }

  function clearAll(callId: CallId): void {
    for (const stop of calls.get(callId)?.values() ?? []) stop()
    calls.delete(callId)
  }

  return {
    set: (callId, name, ms, due) => {
      if (closed) return
      clear(callId, name)
      const timers = calls.get(callId) ?? new Map<string, () => void>()
      calls.set(callId, timers)
      const stop = clock.setTimeout(() => {
        clear(callId, name)
        due().catch(onError)
      }, ms)
      timers.set(name, stop)
    },
    clear,
    clearAll,
    size: () => [...calls.values()].reduce((sum, timers) => sum + timers.size, 0),
    close: () => {
      closed = true
      for (const callId of [...calls.keys()]) clearAll(callId)
    },
  }
}
