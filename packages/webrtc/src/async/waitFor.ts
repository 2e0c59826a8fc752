import type { Clock } from '@parley/protocol'

/** A promise with a limit. */
export interface Waiting<T> {
  /** The promise's value, or the value given for its absence. Rejects if the promise rejects in time. */
  readonly result: Promise<T>
  /** Ends the wait at once, as if the time were over. Later it does nothing. */
  giveUp(): void
}

/**
 * Waits for a promise that a browser may never settle, at most `ms` milliseconds. A later rejection is dropped.
 *
 * @param otherwise the result if the time is over first
 */
export function waitFor<T>(clock: Clock, ms: number, promise: Promise<T>, otherwise: T): Waiting<T> {
  let giveUp = () => {}
  const result = new Promise<T>((resolve, reject) => {
    const cancel = clock.setTimeout(() => resolve(otherwise), ms)
    giveUp = () => {
      cancel()
      resolve(otherwise)
    }
    promise.then(resolve, reject).finally(cancel)
  })
  return { result, giveUp }
}
