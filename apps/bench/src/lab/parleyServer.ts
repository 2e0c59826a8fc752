import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Child, startChild } from './child.ts'

const main = fileURLToPath(new URL('../../../server/dist/main.js', import.meta.url))

/** Limits so high that they never apply: all clients share one address. */
const LIMITS = [
  ...[
    'http',
    'handshakes',
    'claims',
    'networkClaims',
    'lookups',
    'calls',
    'callsToOne',
    'signals',
    'presence',
    'requests',
  ].map((kind) => `${kind}=100000000/60`),
  'socketsPerAddress=100000',
  'unprovedPerAddress=100000',
].join(',')

/** A running Parley server. */
export interface ParleyServer extends Child {
  port: number
}

/** Starts the built server as a process on a free port, with a data folder that `stop` deletes. */
export async function startParley(
  env: Readonly<Record<string, string>> = {},
  nodeArgs: readonly string[] = [],
  args: readonly string[] = [],
): Promise<ParleyServer> {
  const data = mkdtempSync(join(tmpdir(), 'parley-bench-'))
  const child = await startChild({
    args: [...nodeArgs, main, ...args],
    env: { HOST: '127.0.0.1', PORT: '0', DATA_DIR: data, LOG_LEVEL: 'warn', LIMITS, ...env },
    ready: /running at http:\/\/[^:\s]+:(\d+)/,
    probed: true,
  })
  return {
    ...child,
    port: Number(child.said[1]),
    stop: async () => {
      await child.stop()
      rmSync(data, { recursive: true, force: true })
    },
  }
}
