/** Prepares an action with its time `at`, milliseconds since the epoch; the simulation passes its own clock's time. */
export const timed = <P extends object>(payload: P, at = Date.now()) => ({ payload: { ...payload, at } })
