import { createServer } from 'node:http'
import { type Clock, limits } from '@parley/protocol'
import type { Logger } from 'pino'
import type { AttendanceTimes } from './calls/attendance.ts'
import { createMemoryCallStore } from './calls/memoryStore.ts'
import { createCallService } from './calls/service.ts'
import { systemClock } from './clock.ts'
import type { Config } from './config.ts'
import { createApp } from './http/app.ts'
import { prepareToClose } from './http/closeServer.ts'
import { createIceServers } from './ice.ts'
import { createMemoryPresence } from './presence/memoryPresence.ts'
import { createWatchers } from './presence/watchers.ts'
import { createIo, serveSockets } from './sockets/io.ts'
import { createDeliver } from './sockets/rooms.ts'
import { createSerialQueues } from './sockets/serialQueues.ts'

/** How long an answered call stays open with neither of its devices connected. Milliseconds. */
const AWAY_MS = 60_000

export interface ServerOptions {
  config: Config
  log: Logger
  /** The folder of the built web app; null serves none. */
  webRoot: string | null
  clock?: Clock
  times?: Partial<AttendanceTimes>
}

export type ParleyServer = ReturnType<typeof createParleyServer>

/** One Parley server: pages, sockets and everything behind them, in one process. */
export function createParleyServer({ config, log, webRoot, clock = systemClock, times }: ServerOptions) {
  const presence = createMemoryPresence()
  const http = createServer(createApp({ presence, webRoot, log }))
  const endConnections = prepareToClose(http)
  const io = createIo(http, config.publicOrigins)
  const queues = createSerialQueues()
  const watchers = createWatchers({ presence, clock })
  const calls = createCallService({
    store: createMemoryCallStore(clock),
    presence,
    deliver: createDeliver(io),
    clock,
    log,
    times: { ringMs: config.ringMs, returnMs: limits.RETURN_MS, awayMs: AWAY_MS, ...times },
  })
  const iceServers = createIceServers({ ...config, now: clock.now })
  const admission = serveSockets(io, { presence, calls, watchers, iceServers, queues, log })

  return {
    /** Resolves when connections are taken; rejects if the address cannot be had. */
    listen: () =>
      new Promise<{ port: number; url: string }>((resolve, reject) => {
        http.once('error', reject)
        http.listen(config.port, config.host, () => {
          http.off('error', reject)
          const address = http.address()
          const port = typeof address === 'object' && address ? address.port : config.port
          resolve({ port, url: `http://${displayHost(config.host)}:${port}` })
        })
      }),
    /** What is held now: nothing, once everybody has gone. */
    stats: async () => ({ ...(await calls.stats()), connections: admission.size, watchers: watchers.size }),
    /** Resolves when every device has answered for all it had asked. */
    idle: queues.idle,
    /** Closes sockets, timers and the port. */
    close: async (): Promise<void> => {
      calls.close()
      watchers.close()
      await endConnections(io.close())
      await queues.idle()
    },
  }
}

/** A name that a browser on this machine can use for the address listened on. */
function displayHost(host: string): string {
  if (host === '0.0.0.0' || host === '::' || host === '127.0.0.1' || host === '::1') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}
