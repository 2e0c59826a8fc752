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

export type TestServer = Awaited<ReturnType<typeof startTestServer>>

/**
 * A real server on a free port, whose time stands still until `clock.advance`; closed by `await using`. It limits
 * nothing unless the test brings a limiter or sets LIMITS, and keeps nothing unless the test sets DATA_DIR.
 */
export async function startTestServer(
  options: Partial<Pick<ServerOptions, 'webRoot' | 'times' | 'limiter' | 'log'>> & {
    env?: Record<string, string>
    /** Of a server that ran before this one. */
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
    /** The one person of this ID, as a test means it that does not say which. */
    personOf: (userId: UserId): Promise<Self> => {
      const person = people.get(userKey(userId)) ?? createPerson(userId)
      people.set(userKey(userId), person)
      return person
    },
    /** Resolves when nobody is connected any more, and all is done that was asked. */
    settled: async (): Promise<void> => {
      while ((await server.stats()).connections > 0) await setImmediate()
      await server.idle()
    },
    /** Registers what ends a client, so that none outlives the test; returns what forgets it. */
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
