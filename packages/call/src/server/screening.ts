import type { CallId, UserId } from '@parley/protocol'

/** How many calls that shall not ring are remembered. */
const KEPT = 64

/** What becomes of a call: it rings, rings on this device not at all, or on no device of this user. */
export type Screening = 'ring' | 'silence' | 'block'

/** Keeps calls from ringing here, and says so once. */
export interface Screen {
  /** Whether this call may ring. Once it may not, it never may. */
  admits(callId: CallId, caller: UserId): boolean
  /** Whether this person wants to hear nothing of that user. */
  isBlocked(caller: UserId): boolean
  /** It shall not ring: here, or on no device of this user. */
  ignore(callId: CallId, everywhere: boolean): void
}

/**
 * @param screen asked about each caller; what it says may change at any time
 * @param tell called once for each call and, if only then all devices are meant, once more
 */
export function createScreen(
  screen: (caller: UserId) => Screening,
  tell: (callId: CallId, everywhere: boolean) => void,
): Screen {
  const ignored = new Map<CallId, boolean>()

  function ignore(callId: CallId, everywhere: boolean): void {
    const told = ignored.get(callId)
    if (told === true || told === everywhere) return
    ignored.set(callId, everywhere)
    const [oldest] = ignored.keys()
    if (ignored.size > KEPT && oldest !== undefined) ignored.delete(oldest)
    tell(callId, everywhere)
  }

  return {
    admits(callId, caller) {
      const verdict = screen(caller)
      if (verdict === 'ring' && !ignored.has(callId)) return true
      ignore(callId, verdict === 'block')
      return false
    },
    isBlocked: (caller) => screen(caller) === 'block',
    ignore,
  }
}
