import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { pino } from 'pino'
import { type Config, readConfig } from './config.ts'
import type { Lan } from './lan/serveLan.ts'
import { createParleyServer } from './server.ts'
import { checkWebRoot, explainStartFailure } from './startup.ts'

/** How long closing may take before the process exits with code 1. Milliseconds. */
const CLOSE_MS = 4_500

/** The program of the database's threads, which the build puts beside this one; null where nothing was built. */
const databaseThread = import.meta.url.endsWith('.ts') ? null : new URL('./databaseWorker.js', import.meta.url)

const { values } = parseArgs({
  options: { web: { type: 'string' }, 'no-web': { type: 'boolean' }, lan: { type: 'boolean' } },
  // A script may import this module and pass arguments of its own.
  strict: false,
})

/** The web app's folder: that of `--web <folder>`, or the built one; null with `--no-web`, as in development. */
function findWebRoot(): string | null {
  if (values['no-web']) return null
  // The path holds in src/ and in dist/, which are equally deep.
  const webRoot =
    typeof values.web === 'string' ? values.web : fileURLToPath(new URL('../../web/dist', import.meta.url))
  checkWebRoot(webRoot)
  return webRoot
}

async function start(config: Config): Promise<void> {
  const webRoot = findWebRoot()
  const log = pino({ level: config.logLevel })
  // `--lan` serves HTTPS for this network; its code is loaded only then.
  const network = values.lan ? await import('./lan/serveLan.ts') : null
  const identity = (await network?.prepareLan(config)) ?? null
  const server = await createParleyServer({
    ...{ config, log, webRoot, tls: identity?.server ?? null, databaseThread },
    // Whoever looks after the process starts it again; calls under way go on meanwhile.
    lost: () => process.exit(1),
  })
  let lan: Lan | null = null

  async function stop(signal: string): Promise<void> {
    setTimeout(() => process.exit(1), CLOSE_MS).unref()
    log.info({ signal }, 'closing')
    try {
      await lan?.close()
      await server.close()
      process.exit(0)
    } catch (error) {
      log.error({ err: error }, 'closing failed')
      process.exit(1)
    }
  }
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => void stop(signal))

  const { port, url } = await server.listen()
  log.info({ port, host: config.host, webRoot }, 'listening')
  if (network && identity) {
    const failed = (error: unknown) => log.error({ err: error }, 'the certificate could not be renewed')
    lan = await network.serveLan(config, identity, port, server.renewTls, failed)
  }
  process.stdout.write(`Parley is running at ${url}\n`)
  if (server.isFirstStart) {
    process.stdout.write(`This is a first start: nobody has an ID yet. Data is kept in ${config.dataDir}.\n`)
  }
  if (lan) process.stdout.write(lan.words)
}

let config: Config | null = null
try {
  config = readConfig(process.env)
  await start(config)
} catch (error) {
  process.stderr.write(`${explainStartFailure(error, config)}\n`)
  process.exit(1)
}
