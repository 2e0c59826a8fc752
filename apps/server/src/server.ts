import { createServer } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { SecureContextOptions } from 'node:tls'
import { type Clock, limits, serverEvents, systemClock, tell } from '@parley/protocol'
import type { Logger } from 'pino'
import { createCallLinkService } from './callLinks/callLinkService.ts'
import { createMemoryCallLinkWaiters } from './callLinks/memoryCallLinkWaiters.ts'
import type { AttendanceTimes } from './calls/attendance.ts'
import { createMemoryCallStore } from './calls/memoryStore.ts'
import { createMissedCalls } from './calls/missedCalls.ts'
import { createCallService } from './calls/service.ts'
import { createWaiting } from './calls/waiting.ts'
import type { Config } from './config.ts'
import { createDeviceLinkService } from './deviceLinks/deviceLinkService.ts'
import { openDirectory } from './directory/openDirectory.ts'
import { createReservedIds } from './directory/reservedIds.ts'
import { createApp } from './http/app.ts'
import { prepareToClose } from './http/closeServer.ts'
import { createAdmit, createGate } from './http/gate.ts'
import { createHealth, healthFileIn } from './http/health.ts'
import { createWebApp } from './http/webApp.ts'
import { createIceServers } from './ice.ts'
import { createKeyAdding } from './keys/keyAdding.ts'
import { createKeyService } from './keys/keyService.ts'
import { createAddressReader } from './limits/addressReader.ts'
import { createMemoryLimiter, type Limiter } from './limits/limiter.ts'
import { createWarnOfOneAddress } from './limits/oneAddress.ts'
import { createMatchService } from './matching/matchService.ts'
import { createMemoryQueue } from './matching/memoryQueue.ts'
import { createMemoryPresence } from './presence/memoryPresence.ts'
import { createWatchers } from './presence/watchers.ts'
import { createSerialQueues } from './serialQueues.ts'
import { createArrivals } from './sockets/arrivals.ts'
import { createConnections } from './sockets/connections.ts'
import { createContinuing } from './sockets/continuing.ts'
import { createDeliver } from './sockets/deliver.ts'
import { serveLinks } from './sockets/deviceLinkNamespace.ts'
import { createIdentify } from './sockets/identification.ts'
import { createIo, serveSockets } from './sockets/io.ts'
import { createNoNonceFile, createNonceFile } from './sockets/nonceFile.ts'
import { createNonces, MEMORY_MS } from './sockets/nonces.ts'
import { createWarnOfOrigin } from './sockets/origin.ts'
import { createVisitors } from './sockets/visitors.ts'
import { createWarnSeldom } from './warnSeldom.ts'

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
  /** The built `databaseWorker`; null, as in development, lets the event loop wait for the database. */
  databaseThread?: URL | null
  /** Called if the database is gone: the server is of no use any more. */
  lost?: () => void
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
  const { publicOrigins, basePath } = config
  const directory = await openDirectory(config.dataDir, {
    thread: options.databaseThread ?? null,
    lost: (error) => {
      log.fatal({ err: error }, 'the database is gone')
      options.lost?.()
    },
  })
  if (directory.isNew && config.dataDir !== ':memory:') {
    log.warn({ event: 'firstStart', dataDir: config.dataDir }, 'this is a first start: nobody has an ID yet')
  }
  const reserved = createReservedIds(config.dataDir)
  const nonceFile =
    config.dataDir === ':memory:'
      ? createNoNonceFile()
      : createNonceFile({ dataDir: config.dataDir, memoryMs: MEMORY_MS, now: clock.now, log })
  const nonces = await createNonces(clock, nonceFile)
  const limiter = options.limiter ?? createMemoryLimiter(config.limits.rates)
  const warnSeldom = createWarnSeldom({ log, clock })
  const addressOf = createAddressReader({ trustProxy: config.trustProxy, warnSeldom })
  const warnOfOrigin = createWarnOfOrigin(warnSeldom, publicOrigins)
  const visitors = createVisitors(addressOf)
  const webApp = webRoot === null ? null : createWebApp(webRoot, basePath)
  const app = createApp({
    ...{ directory, reserved, wall: clock.wall, limiter, addressOf, webApp, stunUrls: config.stunUrls, basePath, log },
    isLinkAlive: (hash) => callLinks.isAlive(hash),
    health: createHealth({ file: healthFileIn(config.dataDir), clock, warnSeldom }),
  })
  const admit = createAdmit({ limiter, addressOf, trustProxy: config.trustProxy, log })
  const gate = createGate({ isFile: webApp?.isFile ?? (() => false), admit, app })
  const secure = tls && createSecureServer(tls, gate)
  const http = secure ?? createServer(gate)
  const endConnections = prepareToClose(http)
  let stopping = false
  const { io, places, sent } = createIo(http, {
    ...{
      isOpen: () => !stopping,
      publicOrigins,
      warnOfOrigin,
      basePath,
      visitors,
      admit,
      limits: config.limits,
      clock,
    },
  })
  const connections = createConnections()
  const deliver = createDeliver(connections, { toldOfEnd: (socket) => continuing.toldOfEnd(socket) })
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
    // Not waited for: it matters in 90 days.
    answered: ({ caller, callee }) =>
      void directory
        .noteAnswered([caller.userId, callee])
        .catch((error: unknown) => log.error({ err: error }, 'an answered call could not be noted')),
    meetingChanged: (call, there) => callLinks.meetingChanged(call, there),
    secret: await directory.secret(),
    // After a restart users reconnect one by one, and a caller may do so before the callee.
    ...((await directory.hasUsers()) && { gatheringUntil: clock.now() + limits.RETURN_MS }),
    times: { ringMs: config.ringMs, returnMs: limits.RETURN_MS, goneMs: limits.GONE_MS, awayMs: AWAY_MS, ...times },
  })
  const waiters = createMemoryCallLinkWaiters()
  const callLinks = createCallLinkService({ directory, meetings: calls.meetings, waiters, clock, log })
  const queue = createMemoryQueue(clock)
  const matches = createMatchService({ queue, meetings: calls.meetings, deliver, clock, log })
  const waiting = createWaiting([callLinks, matches])
  const addKey = createKeyAdding({ directory, limiter, clock })
  const keys = createKeyService({
    directory,
    addKey,
    deliver,
    connectionsOf: connections.of,
    endCallsOf: calls.endCallsOf,
    clock,
    log,
  })
  const links = createDeviceLinkService({ directory, addKey, deliver, clock, log })
  const arrivals = createArrivals({ connections, presence, calls, links, waiting, log })
  const continuing = createContinuing({ calls, arrivals, queues, clock, log })
  serveSockets(io, {
    ...{
      identify: createIdentify({
        isOnline: (userId) => connections.of(userId).length > 0,
        ...{ directory, reserved, nonces, limiter, publicOrigins, warnOfOrigin, clock, continuing },
      }),
      visitors,
      places,
      warnOfOneAddress: createWarnOfOneAddress(warnSeldom),
      connections,
    },
    ...{
      directory,
      addKey,
      arrivals,
      calls,
      callLinks,
      matches,
      waiting,
      keys,
      links,
      watchers,
      continuing,
      limiter,
      queues,
    },
    ...{ clock, log },
    iceServers: createIceServers({ ...config, wall: clock.wall }),
    socketsPerUser: config.limits.socketsPerUser,
  })
  serveLinks(io, { links, visitors, places, limiter, log })

  return {
    /** Resolves when the server accepts connections; rejects if it cannot listen at the address. */
    listen: () =>
      new Promise<{ port: number; url: string }>((resolve, reject) => {
        http.once('error', reject)
        http.listen(config.port, config.host, () => {
          http.off('error', reject)
          const address = http.address()
          const port = typeof address === 'object' && address ? address.port : config.port
          const path = basePath === '/' ? '' : basePath
          resolve({ port, url: `${secure ? 'https' : 'http'}://${displayHost(config.host)}:${port}${path}` })
        })
      }),
    /** True if this start has created the directory in its data folder. */
    isFirstStart: directory.isNew && config.dataDir !== ':memory:',
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
        sockets: places.size,
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
      await nonceFile.close()
      await directory.close()
    },
  }
}

/** The host name by which a browser on this machine reaches the listening address. */
function displayHost(host: string): string {
  if (host === '0.0.0.0' || host === '::' || host === '127.0.0.1' || host === '::1') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}
