import type { DeviceRef } from '@parley/protocol'
import type { Waiter } from '../calls/transitions.ts'

/** A waiter at a call link, which is named by its hash. */
export interface WaitAtLink {
  readonly link: string
  readonly waiter: Waiter
}

/**
 * The waiters at call links: at most one at each link, and each device at one link. Every method is atomic, also
 * between several servers. Does not know calls, permissions or presence.
 */
export interface CallLinkWaiters {
  /** Adds a waiter; replaces the one at this link and the device's earlier wait. */
  enter(link: string, waiter: Waiter): Promise<void>
  /** The waiter at this link; null if there is none. */
  at(link: string): Promise<Waiter | null>
  /** The link at which this device waits; null if none. */
  find(device: DeviceRef): Promise<WaitAtLink | null>
  /** Ends a wait. Resolves to false if it has ended or been replaced. */
  leave(wait: WaitAtLink): Promise<boolean>
  /** The hashes of all links at which somebody waits. */
  links(): Promise<readonly string[]>
}
