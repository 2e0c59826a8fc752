import { setImmediate } from 'node:timers/promises'
import type { Self } from '@parley/identity'
import { createPerson } from '@parley/identity/testing'
import { type UserId, userKey } from '@parley/protocol'
import { readConfig } from '../config.ts'
import { createMemoryLimiter } from '../limits/limiter.ts'
import { createOpenLimiter } from '../limits/testing/openLimiter.ts'
import { createParleyServer, type ServerOptions } from '../server.ts'
import { createFakeClock, type FakeClock } from './fakeClock.ts'
import { createLogRecorder } from './logRecorder.ts'

/** A server under test; see `startTestServer`. */
export type TestServer = Awaited<ReturnType<typeof startTestServer>>

/**
 * Starts a real server on a free port with a fake clock; `await using` closes it. It limits nothing unless the test
 * passes a limiter or sets LIMITS, and keeps its data in memory unless the test sets DATA_DIR.
 */
export async function startTestServer(
  options: Partial<Pick<ServerOptions, 'webRoot' | 'times' | 'limiter' | 'log' | 'databaseThread'>> & {
    env?: Record<string, string>
    /** The clock of an earlier server; by default a new one. */
    clock?: FakeClock
  } = {},
) {
  const clock = options.clock ?? createFakeClock()
  const recorder = createLogRecorder()
  const config = readConfig({ PORT: '0', HOST: '127.0.0.1', DATA_DIR: ':memory:', ...options.env })
  const server = await createParleyServer({
    config,
    clock,
    log: options.log ?? recorder.log,
    webRoot: options.webRoot ?? null,
    times: options.times ?? {},
    databaseThread: options.databaseThread ?? null,
    limiter: options.limiter ?? (options.env?.LIMITS ? createMemoryLimiter(config.limits.rates) : createOpenLimiter()),
  })
  const clients = new Set<() => void>()
  const people = new Map<string, Promise<Self>>()
  const { port } = await server.listen()

  return {
    ...server,
    ...recorder,
    clock,
    port,
    url: `http://127.0.0.1:${port}`,
    /** The keys of the person with this ID; created at the first call. */
    personOf: (userId: UserId): Promise<Self> => {
      const person = people.get(userKey(userId)) ?? createPerson(userId)
      people.set(userKey(userId), person)
      return person
    },
    /** Resolves when nobody is connected and all requests have been handled. */
    settled: async (): Promise<void> => {
      while ((await server.stats()).connections > 0) await setImmediate()
      await server.idle()
    },
    /** Resolves when no more than this many sockets are open: one says goodbye after its device has left. */
    socketsLeft: async (most: number): Promise<void> => {
      while ((await server.stats()).sockets > most) await setImmediate()
    },
    /** Registers a teardown that runs before the server closes. Returns a function that unregisters it. */
    onClose: (close: () => void) => {
      clients.add(close)
      return () => void clients.delete(close)
    },
    [Symbol.asyncDispose]: async () => {
      for (const close of clients) close()
      await server.close()
    },
  }
}
