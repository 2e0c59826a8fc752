/** How many ways to this device are known: in its own network, and through the internet. */
export type Found = { network: number; internet: number }

/** Where the other side of a code may be. */
export type Reach = 'nowhere' | 'network' | 'internet'

/** A code to hand over. */
export type OwnCode = {
  text: string
  /** Rows of modules, true for dark. */
  qr: readonly (readonly boolean[])[]
  reach: Reach
}

/** Where one side of an exchange stands. */
export type CodeStep =
  | { step: 'idle' }
  | { step: 'making'; found: Found }
  /** `since`: when the answer was taken, by the page's monotonic clock; null while there is none. */
  | { step: 'made'; code: OwnCode; since: number | null }
  | { step: 'connected' }
  | { step: 'failed' }
