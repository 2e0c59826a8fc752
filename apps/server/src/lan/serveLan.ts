import { once } from 'node:events'
import os from 'node:os'
import type { SecureContextOptions } from 'node:tls'
import { systemClock } from '@parley/protocol'
import { type Config, ConfigError } from '../config.ts'
import { keepLan, type LanIdentity } from './keepLan.ts'
import { lanWords } from './lanWords.ts'
import { type LanNames, readLanNames } from './names.ts'
import { createTrustServer } from './trustPage.ts'

/** How often the machine's addresses and the certificate's expiry are checked. Milliseconds. */
const LOOK_MS = 60_000

/** The running trust page of `--lan`. */
export interface Lan {
  /** The text for the terminal: the addresses, and how to trust them. */
  words: string
  close(): Promise<void>
}

/** This machine's names, with only the address that HOST names unless it names all. */
function ownNames(host: string): LanNames {
  const names = readLanNames(os)
  if (host === '0.0.0.0' || host === '::') return names
  return { addresses: names.addresses.filter((address) => address === host), hosts: names.hosts }
}

/** Reads or creates the certificates of `--lan`. */
export const prepareLan = ({ dataDir, host }: Config): Promise<LanIdentity> =>
  keepLan(dataDir, ownNames(host), systemClock.wall())

/**
 * Serves the trust page beside a server that listens at `port`, and renews the server's certificate when this machine's
 * addresses change.
 *
 * @param renew called with a new certificate
 * @param failed called with the error if renewing fails
 * @throws ConfigError if the trust page's port cannot be opened
 */
export async function serveLan(
  config: Config,
  identity: LanIdentity,
  port: number,
  renew: (server: SecureContextOptions) => void,
  failed: (error: unknown) => void,
): Promise<Lan> {
  const path = config.basePath === '/' ? '' : config.basePath
  const trust = createTrustServer(identity.authority, (host) => `https://${host}:${port}${path}`)
  const beside = port < 65_535 ? port + 1 : port - 1
  trust.listen(config.port === 0 ? 0 : beside, config.host)
  await once(trust, 'listening').catch((error: unknown) => {
    throw new ConfigError(
      `Port ${beside} is needed beside ${port} for --lan, but cannot be had; set PORT to another number.`,
      {
        cause: error,
      },
    )
  })
  const address = trust.address()
  const look = setInterval(() => {
    prepareLan(config).then(({ server, renewed }) => {
      if (renewed.server) renew(server)
    }, failed)
  }, LOOK_MS).unref()
  const trustPort = typeof address === 'object' && address ? address.port : beside
  return {
    words: lanWords({ ...identity, port, path, trustPort }),
    close: async () => {
      clearInterval(look)
      trust.closeAllConnections()
      trust.close()
      await once(trust, 'close')
    },
  }
}
