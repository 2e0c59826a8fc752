import { createHmac, randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startChild } from './child.ts'

/** The size of the range of relay ports: a closed page leaves its allocations behind for ten minutes. */
const RELAYED = 2_000

/** A running TURN server. */
export interface TurnServer {
  port: number
  secret: string
  stop(): Promise<void>
}

async function freePort(): Promise<number> {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  socket.close()
  return port
}

/** Starts coturn for this machine only, with a random secret. */
export async function startTurnServer(): Promise<TurnServer> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-turn-'))
  const secret = randomBytes(16).toString('hex')
  const port = await freePort()
  const minPort = 20_000 + Math.floor(Math.random() * 10_000)
  const child = await startChild({
    command: process.env.TURNSERVER_PATH ?? '/usr/bin/turnserver',
    args: [
      // `-n` reads no configuration file of the machine.
      ...['-n', '--listening-ip=127.0.0.1', '--relay-ip=127.0.0.1', `--listening-port=${port}`],
      ...[`--min-port=${minPort}`, `--max-port=${minPort + RELAYED}`, '--realm=bench.parley', '--fingerprint'],
      ...['--use-auth-secret', `--static-auth-secret=${secret}`, '--allow-loopback-peers', '--no-cli'],
      ...['--no-tls', '--no-dtls', '--no-tcp', '--relay-threads=1', '--no-rfc5780', '--verbose'],
      ...[
        `--userdb=${join(folder, 'turndb')}`,
        `--pidfile=${join(folder, 'pid')}`,
        '--log-file=stdout',
        '--simple-log',
      ],
    ],
    ready: /IPv4\. UDP listener opened|listener opened on/,
  })
  return {
    ...{ port, secret },
    stop: async () => {
      await child.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Creates credentials as Parley's server does (draft-uberti-behave-turn-rest-00 §2.2). */
export function turnCredentials(secret: string): { username: string; credential: string } {
  const username = `${Math.floor(Date.now() / 1000) + 3600}:bench`
  return { username, credential: createHmac('sha1', secret).update(username).digest('base64') }
}
