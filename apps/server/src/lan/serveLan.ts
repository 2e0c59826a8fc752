import { once } from 'node:events'
import os from 'node:os'
import type { SecureContextOptions } from 'node:tls'
import { type Config, ConfigError } from '../config.ts'
import { keepLan, type LanIdentity } from './keepLan.ts'
import { lanWords } from './lanWords.ts'
import { type LanNames, readLanNames } from './names.ts'
import { createTrustServer } from './trustPage.ts'

/** How often it is looked whether this machine has another address, or its certificate runs out. Milliseconds. */
const LOOK_MS = 60_000

export interface Lan {
  /** For the terminal: where it is reached, and how it comes to be trusted. */
  words: string
  close(): Promise<void>
}

/** The names of this machine, or only the address that HOST names. */
function ownNames(host: string): LanNames {
  const names = readLanNames(os)
  if (host === '0.0.0.0' || host === '::') return names
  return { addresses: names.addresses.filter((address) => address === host), hosts: names.hosts }
}

/** The certificates for a server that shall be reached in its network. */
export const prepareLan = ({ dataDir, host }: Config): Promise<LanIdentity> =>
  keepLan(dataDir, ownNames(host), Date.now())

/**
 * Serves the page about trust beside a server that listens at `port`, and keeps its certificate fit for the addresses this machine has.
 *
 * @param renew takes a new certificate
 */
export async function serveLan(
  config: Config,
  identity: LanIdentity,
  port: number,
  renew: (server: SecureContextOptions) => void,
  failed: (error: unknown) => void,
): Promise<Lan> {
  const trust = createTrustServer(identity.authority, (host) => `https://${host}:${port}`)
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
    words: lanWords({ ...identity, port, trustPort }),
    close: async () => {
      clearInterval(look)
      trust.closeAllConnections()
      trust.close()
      await once(trust, 'close')
    },
  }
}
