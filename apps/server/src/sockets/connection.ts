import { clientEvents, type Handlers, listen, serverEvents, tell, userKey } from '@parley/protocol'
import type { Logger } from 'pino'
import type { CallService } from '../calls/service.ts'
import type { IceServers } from '../ice.ts'
import type { KeyService } from '../keys/keyService.ts'
import type { Limiter } from '../limits/limiter.ts'
import type { LimitKind } from '../limits/rates.ts'
import type { LinkService } from '../links/linkService.ts'
import type { Watchers } from '../presence/watchers.ts'
import { deviceKey } from './rooms.ts'
import type { SerialQueues } from './serialQueues.ts'
import type { ParleySocket } from './types.ts'

export interface ConnectionDeps {
  calls: CallService
  keys: KeyService
  links: LinkService
  watchers: Watchers
  iceServers: IceServers
  limiter: Limiter
  queues: SerialQueues
  log: Logger
}

const tooMany = { ok: false, error: 'tooMany' } as const
const removed = { ok: false, error: 'deviceRemoved' } as const

/** Joins one connection's requests to what answers them. Synchronous: a request that is already here is not lost. */
export function serveConnection(socket: ParleySocket, deps: ConnectionDeps): void {
  const { calls, keys, links, watchers, iceServers, limiter, queues } = deps
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
        if (socket.data.removed) await calls.endCallsOf(device)
        return answer
      })

  const handlers: Handlers<typeof clientEvents> = {
    sync: limited('requests', (payload) => calls.sync(device, payload)),
    placeCall: limited('calls', async (payload) => {
      const free = await limiter.take('callsToOne', `${user} ${userKey(payload.callee)}`)
      return free ? calls.placeCall(device, payload, socket.data.identity) : tooMany
    }),
    confirmRinging: limited('requests', (payload) => calls.confirmRinging(device, payload)),
    acceptCall: limited('requests', (payload) => calls.acceptCall(device, payload)),
    rejectCall: limited('requests', (payload) => calls.rejectCall(device, payload)),
    ignoreCall: limited('requests', (payload) => calls.ignoreCall(device, payload)),
    endCall: limited('requests', (payload) => calls.endCall(device, payload)),
    signal: limited('signals', (payload) => calls.signal(device, payload)),
    getIceServers: limited('requests', () => ({ ok: true, ...iceServers() }) as const),
    watchPresence: limited('presence', ({ query }) => {
      // Asked for on a connection that is gone, the watch would never end.
      if (!socket.connected) return { ok: false, error: 'unavailable' }
      const viewer = {
        connectionId: socket.id,
        userId: device.userId,
        tell: (change: Parameters<Parameters<Watchers['watch']>[0]['tell']>[0]) =>
          tell(socket, serverEvents, 'presenceChanged', change),
      }
      return { ok: true, ...watchers.watch(viewer, query) }
    }),
    unwatchPresence: limited('presence', () => {
      watchers.unwatch(socket.id)
      return { ok: true }
    }),
    listKeys: limited('requests', () => keys.listKeys(socket.data)),
    addKey: limited('requests', (payload) => keys.addKey(socket.data, payload)),
    revokeKeys: limited('requests', (payload) => keys.revokeKeys(socket.data, payload)),
    openLink: limited('requests', (payload) => {
      // Asked for on a connection that is gone, nobody would hear who joins.
      if (!socket.connected) return { ok: false, error: 'unavailable' }
      return links.openLink(socket.data, payload)
    }),
    approveLink: limited('requests', (payload) => links.approveLink(socket.data, payload)),
    closeLink: limited('requests', (payload) => links.closeLink(socket.data, payload)),
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
