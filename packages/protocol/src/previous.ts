import type { ClientContract } from './clientEvents.ts'
import type { Acknowledged, Told } from './contract.ts'
import { PROTOCOL_VERSION } from './limits.ts'
import type { ServerContract } from './serverEvents.ts'

/**
 * The requests by which an answered call goes on. A server also takes them from a device of the previous version, whose
 * page was in a call when the server was replaced. So in them, and in `continuingFacts`, a new version changes nothing
 * that an answered call needs.
 */
export const continuingRequests = [
  'sync',
  'signal',
  'endCall',
  'getIceServers',
] as const satisfies readonly Acknowledged<ClientContract>[]

/** One of `continuingRequests`. */
export type ContinuingRequest = (typeof continuingRequests)[number]

/** What a device of the previous version is told while its call goes on. */
export const continuingFacts: readonly Told<ServerContract>[] = ['signal', 'callEnded', 'keysRevoked', 'serverStopping']

/** True for the one version before this, whose devices may go on with a call. */
export const isPreviousVersion = (protocol: number): boolean => protocol === PROTOCOL_VERSION - 1
