/** Prepares an action that says when it happened. Times are milliseconds since the epoch; the simulation hands in its own. */
export const timed = <P extends object>(payload: P, at = Date.now()) => ({ payload: { ...payload, at } })
