import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** coturn's program; `npm test` and `npm run test:e2e` install it where they can. */
const program = process.env.TURNSERVER_PATH ?? '/usr/bin/turnserver'

/** True if there is a TURN server to start. */
export const hasTurnServer = (): boolean => existsSync(program)

const PORT = 3478

/** A running TURN server. */
export interface TurnServer {
  /** Where it is asked for a relay over this transport. */
  url(transport: 'udp' | 'tcp'): string
  secret: string
  stop(): Promise<void>
}

/**
 * Starts coturn at this address with a random secret.
 *
 * @param through the prefix of a command that runs it elsewhere
 */
export async function startTurnServer(address: string, through: readonly string[]): Promise<TurnServer> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-turn-'))
  const secret = randomBytes(16).toString('hex')
  const [command = program, ...args] = [
    ...[...through, program],
    // `-n` reads no configuration file of the machine.
    ...['-n', `--listening-ip=${address}`, `--relay-ip=${address}`, `--listening-port=${PORT}`, '--realm=parley'],
    ...['--use-auth-secret', `--static-auth-secret=${secret}`, '--no-cli', '--no-tls', '--no-dtls', '--fingerprint'],
    ...[`--userdb=${join(folder, 'turndb')}`, `--pidfile=${join(folder, 'pid')}`, '--log-file=stdout', '--simple-log'],
    ...['--relay-threads=1', '--verbose'],
  ]
  const child: ChildProcess = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  await new Promise<void>((resolve, reject) => {
    let output = ''
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      if (/TCP listener opened/.test(output)) resolve()
    })
    child.once('exit', (code) => reject(new Error(`coturn stopped with code ${code}:\n${output}`)))
  })
  return {
    url: (transport) => `turn:${address}:${PORT}?transport=${transport}`,
    secret,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        const gone = once(child, 'exit')
        child.kill()
        await gone
      }
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
