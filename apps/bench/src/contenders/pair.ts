import type { Page } from '@playwright/test'

/** Two people of one contender, online, who have not called each other in these pages. */
export interface Pair {
  caller: Page
  callee: Page
  /** The caller calls, or waits for the other. */
  place(): Promise<void>
  /** The button by which the callee connects the two. */
  answersBy: 'Accept' | 'Join' | 'Call'
  /** Over, and ready for the next time. */
  close(): Promise<void>
}

/** Somebody who connects two people. */
export interface Contender {
  name: string
  open(): Promise<Pair>
}
