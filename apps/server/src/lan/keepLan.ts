import { createPrivateKey, X509Certificate } from 'node:crypto'
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ConfigError } from '../config.ts'
import {
  createAuthority,
  createServerIdentity,
  type Identity,
  isGoodFor,
  type Reach,
  readReach,
} from './certificates.ts'
import { isWithin, type LanNames, PRIVATE_NETWORKS } from './names.ts'

/** What a server needs to be trusted in its own network. */
export interface LanIdentity {
  /** The certificate that people trust, as PEM. */
  authority: string
  server: Identity
  /** What the server's certificate is good for, this machine's own names included. */
  names: LanNames
  /** Addresses the authority does not vouch for: it is older than they are. */
  left: readonly string[]
  /** Whether anything is new since the last time. */
  renewed: { authority: boolean; server: boolean }
}

/** A certificate is replaced so long before it runs out. */
const RENEW_DAYS = 30
const OWN: LanNames = { hosts: ['localhost'], addresses: ['127.0.0.1'] }

/**
 * The certificates of this machine: those kept in `dataDir`, as far as they are still good, and otherwise new ones. The authority stays,
 * because people have trusted it.
 *
 * @throws ConfigError if they cannot be kept
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
    await mkdir(folder, { recursive: true, mode: 0o700 })
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

/** Private networks, the addresses this machine has beyond them, its names, and all names under `.local`. */
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

/** Of these names, those that an authority of this reach vouches for; one too many would cost the whole certificate. */
function within(reach: Reach | null, names: LanNames): LanNames {
  if (!reach) return names
  const isNamed = (host: string) => reach.hosts.some((base) => host === base || host.endsWith(`.${base}`))
  return {
    hosts: names.hosts.filter(isNamed),
    addresses: names.addresses.filter((address) => reach.networks.some((network) => isWithin(address, network))),
  }
}

/** Whether this authority has made it, for all of these names. */
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

/** Null if there is none, or key and certificate are not a pair, as after a crash between the two. */
async function read(folder: string, name: string): Promise<Identity | null> {
  const paths = files(folder, name)
  const texts = await Promise.all([paths.cert, paths.key].map((path) => readFile(path, 'utf8').catch(nothing)))
  const [cert, key] = texts
  if (!cert || !key) return null
  try {
    return new X509Certificate(cert).checkPrivateKey(createPrivateKey(key)) ? { cert, key } : null
  } catch {
    // Not PEM any more.
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
