import type { CallId, Clock } from '@parley/protocol'

/** The timers of calls: each belongs to a call and has a name in it, so that nothing outlives its call. */
export interface CallTimers {
  /** Replaces the timer of that name, if there is one. */
  set(callId: CallId, name: string, ms: number, due: () => Promise<unknown>): void
  clear(callId: CallId, name: string): void
  clearAll(callId: CallId): void
  readonly size: number
  /** Stops all timers, and sets none any more. */
  close(): void
}

/** @param onError told what a timer's work threw */
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
    get size() {
      return [...calls.values()].reduce((sum, timers) => sum + timers.size, 0)
    },
    close: () => {
      closed = true
      for (const callId of [...calls.keys()]) clearAll(callId)
    },
  }
}
