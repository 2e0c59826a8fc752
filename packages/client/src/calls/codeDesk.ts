import { NO_CODES, type Signalling } from './signalling.ts'

/** Holds the signalling of calls by codes, which is loaded only on use, later than the session is created. */
export interface CodeDesk {
  /** Sets the signalling. */
  take(signalling: Signalling): void
  /** Returns the signalling; `NO_CODES`, which rejects everything, until it is set. */
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
