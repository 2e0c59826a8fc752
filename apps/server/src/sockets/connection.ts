import {
  type CallId,
  type ContinuingRequest,
  clientEvents,
  deviceKey,
  isGuest,
  type ListenReports,
  listenShared,
  type SharedHandlers,
  serverEvents,
  tell,
  userKey,
} from '@parley/protocol'
import type { Logger } from 'pino'
import type { CallLinkService } from '../callLinks/callLinkService.ts'
import type { CallService } from '../calls/service.ts'
import type { Waiting } from '../calls/waiting.ts'
import type { DeviceLinkService } from '../deviceLinks/deviceLinkService.ts'
import type { IceServers } from '../ice.ts'
import type { KeyService } from '../keys/keyService.ts'
import type { Limiter } from '../limits/limiter.ts'
import type { LimitKind } from '../limits/rates.ts'
import type { MatchService } from '../matching/matchService.ts'
import type { Watchers } from '../presence/watchers.ts'
import type { SerialQueues } from '../serialQueues.ts'
import type { Continuing } from './continuing.ts'
import type { ParleySocket } from './types.ts'

/** The services that answer a connection's requests. */
export interface ConnectionDeps {
  calls: CallService
  callLinks: Pick<CallLinkService, 'createCallLink' | 'joinLink'>
  matches: Pick<MatchService, 'findMatch' | 'reportMatch'>
  waiting: Waiting
  keys: KeyService
  links: DeviceLinkService
  watchers: Watchers
  iceServers: IceServers
  continuing: Continuing
  limiter: Limiter
  queues: SerialQueues
  log: Logger
}

const tooMany = { ok: false, error: 'tooMany' } as const
const invalid = { ok: false, error: 'invalid' } as const
const unavailable = { ok: false, error: 'unavailable' } as const
const removed = { ok: false, error: 'deviceRemoved' } as const

type Handle<P, A> = (socket: ParleySocket, payload: P) => A | Promise<A>

/**
 * Creates the function that routes each socket event of a connection to its service. It is created once and serves all
 * connections, to save memory. It subscribes synchronously, so that no request that has already arrived is lost.
 */
export function createServeConnection(deps: ConnectionDeps): (socket: ParleySocket) => void {
  const { calls, callLinks, matches, waiting, keys, links, watchers, iceServers, continuing, limiter, queues } = deps
  const userOf = ({ data }: ParleySocket): string => userKey(data.device.userId)
  /** For what must be possible though another device of the user asks for as much as it may: to remove that device. */
  const keyOf = (socket: ParleySocket): string => `${userOf(socket)} ${socket.data.key}`
  const logOf = ({ data: { device } }: ParleySocket): Logger =>
    deps.log.child({ userId: device.userId, deviceId: device.deviceId })

  /** Handles a device's requests one after the other, within the rate of this kind; `of` names whose it is. */
  const limited =
    <P, A>(kind: LimitKind, handle: Handle<P, A>, of = userOf) =>
    (socket: ParleySocket, payload: P): Promise<A | typeof tooMany | typeof removed> =>
      queues.run(deviceKey(socket.data.device), async () => {
        if (!(await limiter.take(kind, of(socket)))) return tooMany
        if (socket.data.removed) return removed
        const answer = await handle(socket, payload)
        // The key was revoked during the request: a call or wait that the request began must end too.
        if (socket.data.removed) {
          await waiting.only(socket.data.device, null)
          await calls.endCallsOf(socket.data.device)
        }
        return answer
      })

  /** Refuses guests, who may only take part in one call. */
  const owned =
    <P, A>(handle: Handle<P, A>) =>
    (socket: ParleySocket, payload: P): A | Promise<A> | typeof invalid =>
      isGuest(socket.data.device.userId) ? invalid : handle(socket, payload)

  /** Ends the device's waits other than this call. */
  const atCall =
    <P extends { callId: CallId }, A>(handle: Handle<P, A>) =>
    async (socket: ParleySocket, payload: P): Promise<A> => {
      await waiting.only(socket.data.device, payload.callId)
      return handle(socket, payload)
    }

  /** Refuses a request whose connection is lost, so that nobody is matched with an absent device. */
  const present =
    <P, A>(handle: Handle<P, A>) =>
    async (socket: ParleySocket, payload: P): Promise<A | typeof unavailable> =>
      socket.connected ? handle(socket, payload) : unavailable

  const handlers: SharedHandlers<ParleySocket, typeof clientEvents> = {
    sync: limited('requests', async (socket, payload) => {
      await waiting.only(socket.data.device, payload.call?.callId ?? null)
      return calls.sync(socket.data.device, payload)
    }),
    placeCall: limited(
      'calls',
      owned(
        atCall(async (socket, payload) => {
          const free = await limiter.take('callsToOne', `${userOf(socket)} ${userKey(payload.callee)}`)
          return free ? calls.placeCall(socket.data.device, payload, socket.data.identity) : tooMany
        }),
      ),
    ),
    confirmRinging: limited('requests', ({ data }, payload) => calls.confirmRinging(data.device, payload)),
    acceptCall: limited(
      'requests',
      atCall(({ data }, payload) => calls.acceptCall(data.device, payload)),
    ),
    rejectCall: limited('requests', ({ data }, payload) => calls.rejectCall(data.device, payload)),
    ignoreCall: limited('requests', ({ data }, payload) => calls.ignoreCall(data.device, payload)),
    createCallLink: limited(
      'callLinks',
      owned((_socket, payload) => callLinks.createCallLink(payload)),
    ),
    joinLink: limited('calls', present(atCall(({ data }, payload) => callLinks.joinLink(data.device, payload)))),
    findMatch: limited(
      'matches',
      owned(present(atCall(({ data }, payload) => matches.findMatch(data.device, payload)))),
    ),
    reportMatch: limited(
      'matches',
      owned(({ data }, payload) => matches.reportMatch(data.device, payload)),
    ),
    endCall: limited('requests', async (socket, payload) => {
      await waiting.ended(socket.data.device, payload.callId)
      return calls.endCall(socket.data.device, payload)
    }),
    signal: limited('signals', ({ data }, payload) => calls.signal(data.device, payload)),
    getIceServers: limited('requests', () => ({ ok: true, ...iceServers() }) as const),
    watchPresence: limited(
      'presence',
      owned((socket, { query }) => {
        // A watch for a lost connection would never end.
        if (!socket.connected) return unavailable
        const viewer = {
          connectionId: socket.id,
          userId: socket.data.device.userId,
          tell: (change: Parameters<Parameters<Watchers['watch']>[0]['tell']>[0]) =>
            tell(socket, serverEvents, 'presenceChanged', change),
        }
        return { ok: true, ...watchers.watch(viewer, query) } as const
      }),
    ),
    unwatchPresence: limited('presence', (socket) => {
      watchers.unwatch(socket.id)
      return { ok: true }
    }),
    listKeys: limited(
      'requests',
      owned(({ data }) => keys.listKeys(data)),
      keyOf,
    ),
    addKey: limited(
      'requests',
      owned(({ data }, payload) => keys.addKey(data, payload)),
    ),
    revokeKeys: limited(
      'requests',
      owned(({ data }, payload) => keys.revokeKeys(data, payload)),
      keyOf,
    ),
    openLink: limited(
      'requests',
      owned((socket, payload) => {
        // On a lost connection nobody would be told who joins.
        if (!socket.connected) return unavailable
        return links.openLink(socket.data, payload)
      }),
    ),
    approveLink: limited(
      'requests',
      owned(({ data }, payload) => links.approveLink(data, payload)),
    ),
    closeLink: limited(
      'requests',
      owned(({ data }, payload) => links.closeLink(data, payload)),
    ),
  }

  /** Logs an invalid message. Disconnects a client that sends too many, so that it does not fill the log. */
  async function reportInvalid(socket: ParleySocket, event: string, problem: string): Promise<void> {
    if (await limiter.take('invalid', userOf(socket)))
      logOf(socket).warn({ event, problem }, 'a request did not fit the contract')
    else socket.disconnect(true)
  }

  const reportsOf = (socket: ParleySocket): ListenReports => ({
    invalid: (event, problem) =>
      void reportInvalid(socket, event, problem).catch((error: unknown) =>
        logOf(socket).error({ err: error }, 'a limit failed'),
      ),
    failed: (event, error) => logOf(socket).error({ event, err: error }, 'a request failed'),
  })

  const { sync, signal, endCall, getIceServers } = clientEvents
  const continuingHandlers: Pick<typeof handlers, ContinuingRequest> = {
    sync: limited('requests', continuing.sync),
    signal: handlers.signal,
    endCall: async (socket, payload) => {
      const answer = await handlers.endCall(socket, payload)
      continuing.ended(socket, payload.callId)
      return answer
    },
    getIceServers: handlers.getIceServers,
  }
  const serve = listenShared(clientEvents, handlers, reportsOf)
  const contract = { sync, signal, endCall, getIceServers } satisfies Pick<typeof clientEvents, ContinuingRequest>
  const servePrevious = listenShared(contract, continuingHandlers, reportsOf, 'unsupportedVersion')
  return (socket) => (socket.data.previous ? servePrevious(socket) : serve(socket))
}
