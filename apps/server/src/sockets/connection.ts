import { clientEvents, type Handlers, listen, serverEvents, tell } from '@parley/protocol'
import type { Logger } from 'pino'
import type { CallService } from '../calls/service.ts'
import type { IceServers } from '../ice.ts'
import type { Watchers } from '../presence/watchers.ts'
import { deviceKey } from './rooms.ts'
import type { SerialQueues } from './serialQueues.ts'
import type { ParleySocket } from './types.ts'

export interface ConnectionDeps {
  calls: CallService
  watchers: Watchers
  iceServers: IceServers
  queues: SerialQueues
  log: Logger
}

/** Joins one connection's requests to what answers them. Synchronous: a request that is already here is not lost. */
export function serveConnection(socket: ParleySocket, deps: ConnectionDeps): void {
  const { calls, watchers, iceServers, queues } = deps
  const { device } = socket.data
  const key = deviceKey(device)
  const log = deps.log.child({ userId: device.userId, deviceId: device.deviceId })

  const inOrder =
    <P, A>(handle: (payload: P) => A | Promise<A>) =>
    (payload: P): Promise<A> =>
      queues.run(key, async () => handle(payload))

  const handlers: Handlers<typeof clientEvents> = {
    sync: inOrder((payload) => calls.sync(device, payload)),
    placeCall: inOrder((payload) => calls.placeCall(device, payload)),
    confirmRinging: inOrder((payload) => calls.confirmRinging(device, payload)),
    acceptCall: inOrder((payload) => calls.acceptCall(device, payload)),
    rejectCall: inOrder((payload) => calls.rejectCall(device, payload)),
    endCall: inOrder((payload) => calls.endCall(device, payload)),
    signal: inOrder((payload) => calls.signal(device, payload)),
    getIceServers: () => ({ ok: true, ...iceServers() }),
    watchPresence: inOrder(({ query }) => {
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
    unwatchPresence: inOrder(() => {
      watchers.unwatch(socket.id)
      return { ok: true }
    }),
  }

  listen(socket, clientEvents, handlers, {
    invalid: (event, problem) => log.warn({ event, problem }, 'a request did not fit the contract'),
    failed: (event, error) => log.error({ event, err: error }, 'a request failed'),
  })
}
