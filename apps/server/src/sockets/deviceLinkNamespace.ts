import {
  DEVICE_LINK_NAMESPACE,
  type DeviceLinkClientContract,
  deviceLinkClientEvents,
  deviceLinkServerEvents,
  type Handlers,
  listen,
  tell,
} from '@parley/protocol'
import type { Logger } from 'pino'
import type { Namespace, Socket } from 'socket.io'
import type { DeviceLinkService, JoiningConnection } from '../deviceLinks/deviceLinkService.ts'
import type { Limiter } from '../limits/limiter.ts'
import { parseLinkHandshake, Refusal } from './handshake.ts'
import type { Places } from './places.ts'
import type { ParleyIo } from './types.ts'
import type { Visitors } from './visitors.ts'

/** The ports of the device link namespace. */
export interface DeviceLinkNamespaceDeps {
  links: Pick<DeviceLinkService, 'has' | 'joinDevice'>
  visitors: Pick<Visitors, 'of'>
  /** Whoever knows a link has proved as much as somebody with an ID. */
  places: Pick<Places<object>, 'prove' | 'unprove'>
  limiter: Pick<Limiter, 'take'>
  log: Logger
}

/** Serves the namespace for browsers that join an ID by a device link. */
export function serveLinks(io: ParleyIo, { links, visitors, places, limiter, log }: DeviceLinkNamespaceDeps): void {
  // Untyped, because it has a contract of its own; `listen` and `tell` check it.
  const namespace: Namespace = io.of(DEVICE_LINK_NAMESPACE)
  /** The connections that have joined; each may do so once. */
  const seen = new WeakSet<object>()

  async function admit(socket: Socket): Promise<void> {
    if (seen.has(socket.conn)) throw new Refusal('invalid')
    seen.add(socket.conn)
    if (!(await limiter.take('handshakes', visitors.of(socket.conn).address))) throw new Refusal('tooMany')
    const { link } = parseLinkHandshake(socket.handshake.auth)
    if (!links.has(link)) throw new Refusal('linkGone')
    if (!places.prove(socket.conn)) throw new Refusal('tooMany')
    socket.data = { link }
  }

  namespace.use((socket, next) => {
    admit(socket).then(
      () => next(),
      (error: unknown) => {
        if (!(error instanceof Refusal)) log.error({ err: error }, 'a browser could not be let in by a link')
        next(error instanceof Refusal ? error : new Refusal('unavailable'))
      },
    )
  })

  // biome-ignore lint/plugin: a connection's own life has no payload to parse
  namespace.on('connection', (socket: Socket) => {
    const { link } = socket.data
    // biome-ignore lint/plugin: a connection's own life has no payload to parse
    socket.on('disconnect', () => places.unprove(socket.conn))
    const { address } = visitors.of(socket.conn)
    const joining: JoiningConnection = {
      // Deferred, so that the acknowledgement with the ID comes first.
      approve: (membership) =>
        void setImmediate(() => tell(socket, deviceLinkServerEvents, 'deviceApproved', membership)),
      close: () => tell(socket, deviceLinkServerEvents, 'linkClosed', {}),
    }
    const handlers: Handlers<DeviceLinkClientContract> = {
      joinDevice: async (joiner) =>
        (await limiter.take('handshakes', address))
          ? links.joinDevice(link, joiner, joining)
          : { ok: false, error: 'tooMany' },
    }
    /** As in the main namespace, but limited by address, because the browser has no ID yet. */
    async function reportInvalid(event: string, problem: string): Promise<void> {
      if (await limiter.take('invalid', address)) log.warn({ event, problem }, 'a request did not fit the contract')
      else socket.disconnect(true)
    }
    listen(socket, deviceLinkClientEvents, handlers, {
      invalid: (event, problem) =>
        void reportInvalid(event, problem).catch((error: unknown) => log.error({ err: error }, 'a limit failed')),
      failed: (event, error) => log.error({ event, err: error }, 'a request failed'),
    })
  })
}
