import { createPrivateKey, X509Certificate } from 'node:crypto'
import { chmod, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ConfigError } from '../config.ts'
import { makeFolder } from '../database/folder.ts'
import {
  createAuthority,
  createServerIdentity,
  type Identity,
  isGoodFor,
  type Reach,
  readReach,
} from './certificates.ts'
import { isWithin, type LanNames, PRIVATE_NETWORKS } from './names.ts'

/** The certificates of a server that people trust in its own network. */
export interface LanIdentity {
  /** The authority's certificate, which people install, as PEM. */
  authority: string
  server: Identity
  /** The names and addresses in the server's certificate, including `localhost`. */
  names: LanNames
  /** Addresses that the authority does not permit, because this machine got them later. */
  left: readonly string[]
  /** True for each certificate that was replaced by this call. */
  renewed: { authority: boolean; server: boolean }
}

/** How long before its expiry a certificate is replaced. Days. */
const RENEW_DAYS = 30
const OWN: LanNames = { hosts: ['localhost'], addresses: ['127.0.0.1'] }

/**
 * Reads this machine's certificates from `dataDir`. Creates and stores those that are missing, expiring or for other
 * names. Keeps the authority until it expires, because people have installed it.
 *
 * @throws ConfigError if they cannot be stored
 */
export async function keepLan(dataDir: string, machine: LanNames, now: number): Promise<LanIdentity> {
  if (dataDir === ':memory:')
    throw new ConfigError('--lan keeps certificates, but DATA_DIR is ":memory:"; set a folder.')
  const folder = join(dataDir, 'lan')
  const wanted = {
    hosts: [...OWN.hosts, ...machine.hosts],
    addresses: [...OWN.addresses, ...machine.addresses.filter((address) => address !== OWN.addresses[0])],
  }
  try {
    makeFolder(folder)
    await chmod(folder, 0o700)
    const kept = await read(folder, 'authority')
    const authority =
      kept && isGoodFor(kept.cert, RENEW_DAYS, now) ? kept : await createAuthority(...reachOf(wanted), now)
    if (authority !== kept) await write(folder, 'authority', authority)
    const names = within(readReach(authority.cert), wanted)
    const old = await read(folder, 'server')
    const server =
      old && isFor(old.cert, authority.cert, names) && isGoodFor(old.cert, RENEW_DAYS, now)
        ? old
        : await createServerIdentity(authority, names, now)
    if (server !== old) await write(folder, 'server', server)
    const left = wanted.addresses.filter((address) => !names.addresses.includes(address))
    const renewed = { authority: authority !== kept, server: server !== old }
    return { authority: authority.cert, server, names, left, renewed }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (typeof code !== 'string') throw error
    throw new ConfigError(
      `--lan cannot keep its certificates in ${folder} (${code}); set DATA_DIR to a folder of yours.`,
    )
  }
}

/** The new authority's reach and name: private networks, this machine's other addresses, its names, and `.local`. */
function reachOf({ hosts, addresses }: LanNames): [reach: Reach, name: string] {
  const beyond = addresses.filter((address) => !PRIVATE_NETWORKS.some((network) => isWithin(address, network)))
  const own = hosts.filter((host) => !host.endsWith('.local'))
  const name = hosts.find((host) => host.endsWith('.local'))?.replace(/\.local$/, '') ?? 'this network'
  return [
    {
      hosts: ['local', ...own],
      networks: [...PRIVATE_NETWORKS, ...beyond.map((address) => ({ address, mask: '255.255.255.255' }))],
    },
    `Parley on ${name}`,
  ]
}

/** Keeps only the names that the reach permits; browsers reject a certificate with a single one outside it. */
function within(reach: Reach | null, names: LanNames): LanNames {
  if (!reach) return names
  const isNamed = (host: string) => reach.hosts.some((base) => host === base || host.endsWith(`.${base}`))
  return {
    hosts: names.hosts.filter(isNamed),
    addresses: names.addresses.filter((address) => reach.networks.some((network) => isWithin(address, network))),
  }
}

/** True if this authority signed the certificate and it covers all these names. */
function isFor(cert: string, authority: string, { hosts, addresses }: LanNames): boolean {
  const certificate = new X509Certificate(cert)
  return (
    certificate.verify(new X509Certificate(authority).publicKey) &&
    hosts.every((host) => certificate.checkHost(host) !== undefined) &&
    addresses.every((address) => certificate.checkIP(address) !== undefined)
  )
}

const files = (folder: string, name: string) => ({
  cert: join(folder, `${name}.crt`),
  key: join(folder, `${name}.key`),
})

/** Reads a certificate and its key; null if one is missing or they do not match, as after a crash between writes. */
async function read(folder: string, name: string): Promise<Identity | null> {
  const paths = files(folder, name)
  const texts = await Promise.all([paths.cert, paths.key].map((path) => readFile(path, 'utf8').catch(nothing)))
  const [cert, key] = texts
  if (!cert || !key) return null
  try {
    return new X509Certificate(cert).checkPrivateKey(createPrivateKey(key)) ? { cert, key } : null
  } catch {
    // One of the files is not valid PEM.
    return null
  }
}

function nothing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null
  throw error
}

async function write(folder: string, name: string, identity: Identity): Promise<void> {
  const paths = files(folder, name)
  for (const part of ['key', 'cert'] as const) {
    const draft = `${paths[part]}.new`
    await writeFile(draft, identity[part], { mode: 0o600 })
    await chmod(draft, 0o600)
    await rename(draft, paths[part])
  }
}
