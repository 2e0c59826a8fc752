import {
  type CallId,
  clientEvents,
  type Handlers,
  isGuest,
  listen,
  serverEvents,
  tell,
  userKey,
} from '@parley/protocol'
import type { Logger } from 'pino'
import type { CallLinkService } from '../callLinks/callLinkService.ts'
import type { CallService } from '../calls/service.ts'
import type { Waiting } from '../calls/waiting.ts'
import type { IceServers } from '../ice.ts'
import type { KeyService } from '../keys/keyService.ts'
import type { Limiter } from '../limits/limiter.ts'
import type { LimitKind } from '../limits/rates.ts'
import type { LinkService } from '../links/linkService.ts'
import type { MatchService } from '../matching/matchService.ts'
import type { Watchers } from '../presence/watchers.ts'
import { deviceKey } from './rooms.ts'
import type { SerialQueues } from './serialQueues.ts'
import type { ParleySocket } from './types.ts'

export interface ConnectionDeps {
  calls: CallService
  callLinks: Pick<CallLinkService, 'createCallLink' | 'joinLink'>
  matches: Pick<MatchService, 'findMatch' | 'reportMatch'>
  waiting: Waiting
  keys: KeyService
  links: LinkService
  watchers: Watchers
  iceServers: IceServers
  limiter: Limiter
  queues: SerialQueues
  log: Logger
}

const tooMany = { ok: false, error: 'tooMany' } as const
const invalid = { ok: false, error: 'invalid' } as const
const unavailable = { ok: false, error: 'unavailable' } as const
const removed = { ok: false, error: 'deviceRemoved' } as const

/** Joins one connection's requests to what answers them. Synchronous: a request that is already here is not lost. */
export function serveConnection(socket: ParleySocket, deps: ConnectionDeps): void {
  const { calls, callLinks, matches, waiting, keys, links, watchers, iceServers, limiter, queues } = deps
  const { device } = socket.data
  const key = deviceKey(device)
  const user = userKey(device.userId)
  const log = deps.log.child({ userId: device.userId, deviceId: device.deviceId })

  /** One after the other, and no more of this kind than its rate allows all devices of the user together. */
  const limited =
    <P, A>(kind: LimitKind, handle: (payload: P) => A | Promise<A>) =>
    (payload: P): Promise<A | typeof tooMany | typeof removed> =>
      queues.run(key, async () => {
        if (!(await limiter.take(kind, user))) return tooMany
        if (socket.data.removed) return removed
        const answer = await handle(payload)
        // Its key was taken away meanwhile: a call that has just begun was not there to be ended yet.
        if (socket.data.removed) {
          await waiting.only(device, null)
          await calls.endCallsOf(device)
        }
        return answer
      })

  /** Only for who has an ID: a guest is here for one call. */
  const owned =
    <P, A>(handle: (payload: P) => A | Promise<A>) =>
    (payload: P): A | Promise<A> | typeof invalid =>
      isGuest(device.userId) ? invalid : handle(payload)

  /** The device is at this call now, and waits for no other. */
  const atCall =
    <P extends { callId: CallId }, A>(handle: (payload: P) => Promise<A>) =>
    async (payload: P): Promise<A> => {
      await waiting.only(device, payload.callId)
      return handle(payload)
    }

  /** Asked for on a connection that is gone, somebody would be met who is not there. */
  const present =
    <P, A>(handle: (payload: P) => Promise<A>) =>
    async (payload: P): Promise<A | typeof unavailable> =>
      socket.connected ? handle(payload) : unavailable

  const handlers: Handlers<typeof clientEvents> = {
    sync: limited('requests', async (payload) => {
      await waiting.only(device, payload.call?.callId ?? null)
      return calls.sync(device, payload)
    }),
    placeCall: limited(
      'calls',
      owned(
        atCall(async (payload) => {
          const free = await limiter.take('callsToOne', `${user} ${userKey(payload.callee)}`)
          return free ? calls.placeCall(device, payload, socket.data.identity) : tooMany
        }),
      ),
    ),
    confirmRinging: limited('requests', (payload) => calls.confirmRinging(device, payload)),
    acceptCall: limited(
      'requests',
      atCall((payload) => calls.acceptCall(device, payload)),
    ),
    rejectCall: limited('requests', (payload) => calls.rejectCall(device, payload)),
    ignoreCall: limited('requests', (payload) => calls.ignoreCall(device, payload)),
    createCallLink: limited(
      'callLinks',
      owned((payload) => callLinks.createCallLink(payload)),
    ),
    joinLink: limited('calls', present(atCall((payload) => callLinks.joinLink(device, payload)))),
    findMatch: limited('matches', owned(present(atCall((payload) => matches.findMatch(device, payload))))),
    reportMatch: limited(
      'matches',
      owned((payload) => matches.reportMatch(device, payload)),
    ),
    endCall: limited('requests', async (payload) => {
      await waiting.ended(device, payload.callId)
      return calls.endCall(device, payload)
    }),
    signal: limited('signals', (payload) => calls.signal(device, payload)),
    getIceServers: limited('requests', () => ({ ok: true, ...iceServers() }) as const),
    watchPresence: limited(
      'presence',
      owned(({ query }) => {
        // Asked for on a connection that is gone, the watch would never end.
        if (!socket.connected) return unavailable
        const viewer = {
          connectionId: socket.id,
          userId: device.userId,
          tell: (change: Parameters<Parameters<Watchers['watch']>[0]['tell']>[0]) =>
            tell(socket, serverEvents, 'presenceChanged', change),
        }
        return { ok: true, ...watchers.watch(viewer, query) } as const
      }),
    ),
    unwatchPresence: limited('presence', () => {
      watchers.unwatch(socket.id)
      return { ok: true }
    }),
    listKeys: limited(
      'requests',
      owned(() => keys.listKeys(socket.data)),
    ),
    addKey: limited(
      'requests',
      owned((payload) => keys.addKey(socket.data, payload)),
    ),
    revokeKeys: limited(
      'requests',
      owned((payload) => keys.revokeKeys(socket.data, payload)),
    ),
    openLink: limited(
      'requests',
      owned((payload) => {
        // Asked for on a connection that is gone, nobody would hear who joins.
        if (!socket.connected) return unavailable
        return links.openLink(socket.data, payload)
      }),
    ),
    approveLink: limited(
      'requests',
      owned((payload) => links.approveLink(socket.data, payload)),
    ),
    closeLink: limited(
      'requests',
      owned((payload) => links.closeLink(socket.data, payload)),
    ),
  }

  /** A client that is broken for good, or hostile, is not listened to any longer, nor does it fill the log. */
  async function reportInvalid(event: string, problem: string): Promise<void> {
    if (await limiter.take('invalid', user)) log.warn({ event, problem }, 'a request did not fit the contract')
    else socket.disconnect(true)
  }

  listen(socket, clientEvents, handlers, {
    invalid: (event, problem) =>
      void reportInvalid(event, problem).catch((error: unknown) => log.error({ err: error }, 'a limit failed')),
    failed: (event, error) => log.error({ event, err: error }, 'a request failed'),
  })
}
