import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../../server/dist/main.js', import.meta.url))

export interface TestServer {
  url: string
  /** All that the server has logged so far. */
  log(): string
  stop(signal?: NodeJS.Signals): Promise<void>
}

/** Everybody of a test run comes from one address, many at once. */
const LIMITS = 'handshakes=10000/60,claims=10000/60,lookups=10000/60,socketsPerAddress=1000'

/** The built server as its own process, on a free port of this machine. */
export async function startServer(env: Record<string, string> = {}): Promise<TestServer> {
  const data = mkdtempSync(join(tmpdir(), 'parley-e2e-'))
  const child: ChildProcess = spawn(process.execPath, [main], {
    env: { ...process.env, HOST: '127.0.0.1', PORT: '0', DATA_DIR: data, LIMITS, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const url = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk.toString()
      const found = /running at (http:\/\/\S+)/.exec(output)
      if (found?.[1]) resolve(found[1])
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('exit', (code) => reject(new Error(`the server stopped with code ${code}:\n${output}`)))
  })
  return {
    url,
    log: () => output,
    stop: async (signal = 'SIGTERM') => {
      if (child.exitCode === null && child.signalCode === null) {
        const gone = once(child, 'exit')
        child.kill(signal)
        await gone
      }
      rmSync(data, { recursive: true, force: true })
    },
  }
}
