import { NO_CODES, type Signalling } from './signalling.ts'

/** Where the one session of this page finds whatever exchanges codes now; that code is fetched only when it is used. */
export interface CodeDesk {
  /** From now on this one is asked. */
  take(signalling: Signalling): void
  /** Until somebody has taken it, this signs for nobody and lets nobody in. */
  current(): Signalling
}

export function createCodeDesk(): CodeDesk {
  let current = NO_CODES
  return {
    take: (signalling) => {
      current = signalling
    },
    current: () => current,
  }
}
