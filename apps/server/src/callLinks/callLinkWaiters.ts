import type { DeviceRef } from '@parley/protocol'
import type { Waiter } from '../calls/transitions.ts'

/** Somebody waits at this link, known by its hash. */
export interface WaitAtLink {
  readonly link: string
  readonly waiter: Waiter
}

/**
 * Who waits at which call link: one at each, and each device at one. Every method is atomic, also between several
 * servers. Knows nothing of calls, of who may wait, and of who is connected.
 */
export interface CallLinkWaiters {
  /** Lets somebody wait, in the place of whoever waited at this link, and of the device's older wait. */
  enter(link: string, waiter: Waiter): Promise<void>
  at(link: string): Promise<Waiter | null>
  /** Where this device waits. */
  find(device: DeviceRef): Promise<WaitAtLink | null>
  /** Ends a wait. False if it is over already, or another one by now. */
  leave(wait: WaitAtLink): Promise<boolean>
  /** The links at which somebody waits. */
  links(): Promise<readonly string[]>
}
