import { createServer } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { SecureContextOptions } from 'node:tls'
import { type Clock, limits, serverEvents, tell } from '@parley/protocol'
import type { Logger } from 'pino'
import { createCallLinkService } from './callLinks/callLinkService.ts'
import { createMemoryCallLinkWaiters } from './callLinks/memoryCallLinkWaiters.ts'
import type { AttendanceTimes } from './calls/attendance.ts'
import { createMemoryCallStore } from './calls/memoryStore.ts'
import { createMissedCalls } from './calls/missedCalls.ts'
import { createCallService } from './calls/service.ts'
import { createWaiting } from './calls/waiting.ts'
import { systemClock } from './clock.ts'
import type { Config } from './config.ts'
import { createDeviceLinkService } from './deviceLinks/deviceLinkService.ts'
import { openDirectory } from './directory/openDirectory.ts'
import { createApp } from './http/app.ts'
import { prepareToClose } from './http/closeServer.ts'
import { createIceServers } from './ice.ts'
import { createKeyService } from './keys/keyService.ts'
import { createAddressReader } from './limits/addressReader.ts'
import { createMemoryLimiter, type Limiter } from './limits/limiter.ts'
import { createSocketCounts } from './limits/socketCounts.ts'
import { createMatchService } from './matching/matchService.ts'
import { createMemoryQueue } from './matching/memoryQueue.ts'
import { createMemoryPresence } from './presence/memoryPresence.ts'
import { createWatchers } from './presence/watchers.ts'
import { createSerialQueues } from './serialQueues.ts'
import { createConnections } from './sockets/connections.ts'
import { createDeliver } from './sockets/deliver.ts'
import { serveLinks } from './sockets/deviceLinkNamespace.ts'
import { createIdentify } from './sockets/identification.ts'
import { createIo, serveSockets } from './sockets/io.ts'
import { createVisitors } from './sockets/visitors.ts'

/** How long the server keeps an answered call while neither of its devices is connected. Milliseconds. */
const AWAY_MS = 60_000

/** The settings and ports of a server. */
export interface ServerOptions {
  config: Config
  log: Logger
  /** The folder of the built web app; null serves none. */
  webRoot: string | null
  clock?: Clock
  /** Limits requests; by default in memory, with the limits of the configuration. */
  limiter?: Limiter
  times?: Partial<AttendanceTimes>
  /** Key and certificate for HTTPS; null serves HTTP. */
  tls?: SecureContextOptions | null
}

/** A Parley server; see `createParleyServer`. */
export type ParleyServer = Awaited<ReturnType<typeof createParleyServer>>

/**
 * Creates a Parley server in this process: HTTP, sockets, services and data. It does not listen yet.
 * @throws ConfigError if its data folder cannot be used
 */
export async function createParleyServer(options: ServerOptions) {
  const { config, log, webRoot, clock = systemClock, times, tls = null } = options
  const { publicOrigins } = config
  const directory = await openDirectory(config.dataDir)
  const limiter = options.limiter ?? createMemoryLimiter(config.limits.rates)
  const addressOf = createAddressReader({ trustProxy: config.trustProxy, log })
  const visitors = createVisitors(addressOf)
  const sockets = createSocketCounts(config.limits.socketsPerAddress)
  const app = createApp({ directory, limiter, addressOf, webRoot, stunUrls: config.stunUrls, log })
  const secure = tls && createSecureServer(tls, app)
  const http = secure ?? createServer(app)
  const endConnections = prepareToClose(http)
  let stopping = false
  const { io, sent } = createIo(http, { isOpen: () => !stopping, publicOrigins, addressOf, visitors, sockets })
  const connections = createConnections()
  const deliver = createDeliver(connections)
  const queues = createSerialQueues()
  const presence = createMemoryPresence()
  const watchers = createWatchers({ presence, clock })
  const missed = createMissedCalls({ directory, clock, log })
  const calls = createCallService({
    store: createMemoryCallStore(clock),
    presence,
    missed,
    deliver,
    clock,
    log,
    meetingChanged: (call, there) => callLinks.meetingChanged(call, there),
    secret: await directory.secret(),
    // After a restart users reconnect one by one, and a caller may do so before the callee.
    ...((await directory.hasUsers()) && { gatheringUntil: clock.now() + limits.RETURN_MS }),
    times: { ringMs: config.ringMs, returnMs: limits.RETURN_MS, awayMs: AWAY_MS, ...times },
  })
  const waiters = createMemoryCallLinkWaiters()
  const callLinks = createCallLinkService({ directory, meetings: calls.meetings, waiters, clock, log })
  const queue = createMemoryQueue(clock)
  const matches = createMatchService({ queue, meetings: calls.meetings, deliver, clock, log })
  const waiting = createWaiting([callLinks, matches])
  const keys = createKeyService({
    directory,
    deliver,
    connectionsOf: connections.of,
    endCallsOf: calls.endCallsOf,
    clock,
    log,
  })
  const links = createDeviceLinkService({ directory, deliver, clock, log })
  serveSockets(io, {
    ...{ identify: createIdentify({ directory, limiter, publicOrigins, clock }), visitors, connections },
    ...{ directory, presence, calls, callLinks, matches, waiting, keys, links, watchers, limiter, queues, clock, log },
    iceServers: createIceServers({ ...config, now: clock.now }),
    socketsPerUser: config.limits.socketsPerUser,
  })
  serveLinks(io, { links, visitors, limiter, log })

  return {
    /** Resolves when the server accepts connections; rejects if it cannot listen at the address. */
    listen: () =>
      new Promise<{ port: number; url: string }>((resolve, reject) => {
        http.once('error', reject)
        http.listen(config.port, config.host, () => {
          http.off('error', reject)
          const address = http.address()
          const port = typeof address === 'object' && address ? address.port : config.port
          resolve({ port, url: `${secure ? 'https' : 'http'}://${displayHost(config.host)}:${port}` })
        })
      }),
    /** Uses this certificate for new connections. Does nothing on an HTTP server. */
    renewTls: (renewed: SecureContextOptions): void => secure?.setSecureContext(renewed),
    /** Counts of all that is held in memory; all zero once everybody has left. */
    stats: async () => {
      const held = await calls.stats()
      return {
        ...held,
        timers: held.timers + callLinks.timers + matches.timers,
        atLinks: callLinks.size,
        inQueue: await queue.count(),
        connections: connections.size,
        links: links.size,
        watchers: watchers.size,
      }
    },
    /** Resolves when no request is being handled. */
    idle: queues.idle,
    /**
     * Refuses new connections, announces `serverStopping`, and closes timers, sockets and the port, then the data. Ends
     * no call.
     */
    close: async (): Promise<void> => {
      stopping = true
      tell(io, serverEvents, 'serverStopping', {})
      await sent()
      calls.close()
      matches.close()
      watchers.close()
      links.close()
      await endConnections(io.close())
      await queues.idle()
      await callLinks.close()
      await limiter.close()
      await missed.close()
      await directory.close()
    },
  }
}

/** The host name by which a browser on this machine reaches the listening address. */
function displayHost(host: string): string {
  if (host === '0.0.0.0' || host === '::' || host === '127.0.0.1' || host === '::1') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}
