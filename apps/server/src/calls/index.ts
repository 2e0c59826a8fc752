/** The server's call service, for a simulation of the devices and the network. */
export { createMemoryPresence } from '../presence/memoryPresence.ts'
export type { Connection, Presence } from '../presence/presence.ts'
export { createSerialQueues } from '../serialQueues.ts'
export type { Announcement, Deliver } from './announce.ts'
export {
  answererOf,
  type Call,
  type EndedCall,
  isOfCallee,
  isParty,
  isTold,
  type LiveCall,
  silencedOf,
} from './call.ts'
export { createMemoryCallStore } from './memoryStore.ts'
export type { MissedCalls } from './missedCalls.ts'
export { type CallService, type CallServiceOptions, createCallService } from './service.ts'
export type { CallStore } from './store.ts'
export { abandon, hangUp, type Transition } from './transitions.ts'
export { viewFor } from './view.ts'
