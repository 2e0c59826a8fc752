import type { Page } from '@playwright/test'

/** The pages of two people of one contender, online, without an earlier call. */
export interface Pair {
  caller: Page
  callee: Page
  /** Lets the caller call, or wait at a link. */
  place(): Promise<void>
  /** The button by which the callee connects the two. */
  answersBy: 'Accept' | 'Join' | 'Call'
  /** Ends the call and closes the pages. */
  close(): Promise<void>
}

/** A product or mode that is measured: it opens pairs of people. */
export interface Contender {
  name: string
  open(): Promise<Pair>
}
