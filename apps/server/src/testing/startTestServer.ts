import { readConfig } from '../config.ts'
import { createParleyServer, type ServerOptions } from '../server.ts'
import { createFakeClock } from './fakeClock.ts'
import { createLogRecorder } from './logRecorder.ts'

export type TestServer = Awaited<ReturnType<typeof startTestServer>>

/** A real server on a free port, whose time stands still until `clock.advance`; closed by `await using`. */
export async function startTestServer(
  options: Partial<Pick<ServerOptions, 'webRoot' | 'times'>> & { env?: Record<string, string> } = {},
) {
  const clock = createFakeClock()
  const recorder = createLogRecorder()
  const config = readConfig({ PORT: '0', HOST: '127.0.0.1', ...options.env })
  const server = createParleyServer({
    config,
    clock,
    log: recorder.log,
    webRoot: options.webRoot ?? null,
    times: options.times ?? {},
  })
  const clients = new Set<() => void>()
  const { port } = await server.listen()

  return {
    ...server,
    ...recorder,
    clock,
    port,
    url: `http://127.0.0.1:${port}`,
    /** Registers what ends a client, so that none outlives the test. */
    onClose: (close: () => void) => void clients.add(close),
    [Symbol.asyncDispose]: async () => {
      for (const close of clients) close()
      await server.close()
    },
  }
}
