import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The built server. */
export const main = fileURLToPath(new URL('../../../server/dist/main.js', import.meta.url))

/** A server process of the tests. */
export interface TestServer {
  url: string
  /** The server's output so far. */
  log(): string
  /** Ends the process and keeps its data. */
  down(signal?: NodeJS.Signals): Promise<void>
  /** Starts the server again on the same port and data, or another program in its place. */
  up(program?: string): Promise<void>
  /** Ends the process and deletes its data. */
  stop(signal?: NodeJS.Signals): Promise<void>
}

/** The browser's errors when its server has gone, for tests that stop it. */
export const LOST_SERVER =
  /WebSocket connection to .* failed|ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|xhr poll error|Firefox can’t establish a connection|The connection to ws\S+ was interrupted|Cross-Origin Request Blocked/

/**
 * Finds a free port that stays free while the server is down: it is below the ports that systems give to outgoing
 * connections (Linux: 32768 and up; RFC 6335: 49152 and up).
 */
async function freePort(): Promise<string> {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 20_000)
    const trial = createServer()
    try {
      await once(trial.listen(port, '127.0.0.1'), 'listening')
    } catch {
      continue
    }
    await new Promise((closed) => trial.close(closed))
    return String(port)
  }
}

/** High limits, because all browsers of a test run share one address. */
const LIMITS =
  'http=100000/60,handshakes=10000/60,claims=10000/60,networkClaims=10000/60,lookups=10000/60,socketsPerAddress=1000,unprovedPerAddress=1000'

/**
 * Starts the built server as a process on a free port.
 *
 * @param through the prefix of a command that runs it elsewhere
 * @param options the server's command line options
 */
export async function startServer(
  env: Record<string, string> = {},
  through: readonly string[] = [],
  options: readonly string[] = [],
): Promise<TestServer> {
  const data = mkdtempSync(join(tmpdir(), 'parley-e2e-'))
  let output = ''
  let child: ChildProcess | null = null

  async function launch(port: string, program = main): Promise<string> {
    const [command = process.execPath, ...args] = [...through, process.execPath, program, ...options]
    const started = spawn(command, args, {
      env: { ...process.env, HOST: '127.0.0.1', DATA_DIR: data, LIMITS, ...env, PORT: port },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child = started
    const before = output.length
    return new Promise<string>((resolve, reject) => {
      const read = (chunk: Buffer) => {
        output += chunk.toString()
        const found = /running at (https?:\/\/\S+)/.exec(output.slice(before))
        if (found?.[1]) resolve(found[1])
      }
      started.stdout.on('data', read)
      started.stderr.on('data', read)
      started.once('exit', (code) => reject(new Error(`the server stopped with code ${code}:\n${output}`)))
    })
  }

  async function down(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill(signal)
    await gone
  }

  const url = await launch(env.PORT ?? (await freePort()))
  return {
    url,
    log: () => output,
    down,
    up: async (program) => void (await launch(new URL(url).port, program)),
    stop: async (signal) => {
      await down(signal)
      rmSync(data, { recursive: true, force: true })
    },
  }
}
