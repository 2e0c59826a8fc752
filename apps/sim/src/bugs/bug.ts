import type { callReducer, Screening } from '@parley/call'
import type { Clock } from '@parley/protocol'
import type { CallService, CallServiceOptions, CallStore, Deliver, Presence } from '@parley/server/calls'
import type { Ask } from '../network/pageSocket.ts'

/** What a wrapper of the service may need beside it. */
export interface ServerTools {
  store: CallStore
  deliver: Deliver
  clock: Clock
}

/** A mistake put into a part of the product from outside; what it leaves out is as it should be. */
export interface Bug {
  name: string
  store?(store: CallStore, clock: Clock): CallStore
  presence?(presence: Presence): Presence
  service?(service: CallService, tools: ServerTools): CallService
  options?(options: CallServiceOptions): CallServiceOptions
  deliver?(deliver: Deliver): Deliver
  serverClock?(clock: Clock): Clock
  deviceClock?(clock: Clock): Clock
  reducer?(reducer: typeof callReducer): typeof callReducer
  ask?(ask: Ask): Ask
  /** False: a device keeps the call it was in though it is over. */
  forgets?: boolean
  screen?(screening: Screening): Screening
}
