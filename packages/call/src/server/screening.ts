import type { CallId, UserId } from '@parley/protocol'

/** How many ignored calls are remembered. */
const MAX_IGNORED = 64

/** The verdict on a caller: the call rings, is silent on this device, or is silent on every device of this user. */
export type Screening = 'ring' | 'silence' | 'block'

/** Keeps unwanted calls from ringing here, and reports each once. */
export interface Screen {
  /** The verdict on this call. One that was once ignored stays so. */
  judge(callId: CallId, caller: UserId): Screening
  /** True if the person has blocked this user. */
  isBlocked(caller: UserId): boolean
  /** Keeps the call from ringing on this device, or with `everywhere` on every device of this user. */
  ignore(callId: CallId, everywhere: boolean): void
}

/**
 * Creates a screen that has ignored no call yet.
 *
 * @param screen the verdict on a caller; it may change at any time
 * @param tell called once for each ignored call, and once more if `everywhere` becomes true later
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
    if (ignored.size > MAX_IGNORED && oldest !== undefined) ignored.delete(oldest)
    tell(callId, everywhere)
  }

  return {
    judge(callId, caller) {
      const verdict = screen(caller)
      return verdict === 'ring' && ignored.has(callId) ? 'silence' : verdict
    },
    isBlocked: (caller) => screen(caller) === 'block',
    ignore,
  }
}
