import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { startChild } from './lab/child.ts'
import { startParley } from './lab/parleyServer.ts'
import { keepResult, print, quantile, rounded, tableOf } from './lab/result.ts'
import { Teardowns } from './lab/teardowns.ts'
import { driveAtRate, inBatches } from './load/drive.ts'
import { connectParleyPair } from './load/parleyUser.ts'

const PAIRS = 16
const PER_SECOND = 50
/** The most that a call may take to ring beside an attack. Milliseconds. */
const GOAL_MS = 50

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '20' },
    /** Part of the name of the only attack. */
    only: { type: 'string', default: '' },
  },
})
const seconds = Number(values.seconds)

/** As shipped, but for what the honest callers and the pairs, who all have one address and call without pause, would meet. */
const LIMITS = ['handshakes', 'claims', 'networkClaims', 'calls', 'callsToOne', 'signals', 'requests']
  .map((kind) => `${kind}=100000000/60`)
  .join(',')

const script = (name: string): string => fileURLToPath(new URL(`attacks/${name}`, import.meta.url))

interface Attack {
  name: string
  /** Begins; the result ends it. */
  begin(port: number): Promise<() => Promise<unknown>>
  limits?: string
}

/** An attack by a process of its own. */
const by =
  (...args: readonly string[]) =>
  async (port: number) =>
    (await startChild({ args: args.map((arg) => (arg === 'PORT' ? String(port) : arg)), ready: /ready/ })).stop

const flood = by(script('hostile.mjs'), 'flood', 'PORT')
const attacks: Attack[] = [
  { name: 'nothing', begin: async () => async () => {} },
  { name: '256 sockets that never speak', begin: by(script('hostile.mjs'), 'silent', 'PORT') },
  { name: '4,000 HTTP requests a second', begin: flood },
  {
    ...{ name: 'the same without the limit', begin: flood },
    limits: `${LIMITS},http=100000000/60,lookups=100000000/60`,
  },
  { name: '15 pairs who do not read', begin: by('--import', 'tsx', script('deaf.ts'), 'PORT', '15') },
]

async function measure({ name, begin, limits = LIMITS }: Attack) {
  await using teardowns = new Teardowns()
  const server = teardowns.add(await startParley({ LIMITS: limits }))
  const url = `http://127.0.0.1:${server.port}`
  const pairs = await inBatches(PAIRS, 8, () => connectParleyPair(url))
  await driveAtRate(pairs, PER_SECOND, 2)
  const before = await server.usage(true)
  const began = performance.now()
  const stop = await begin(server.port)
  let rss = 0
  const sampling = setInterval(() => {
    server.usage().then(
      (usage) => {
        rss = Math.max(rss, usage.rss)
      },
      () => {},
    )
  }, 500)
  const { calls } = await driveAtRate(pairs, PER_SECOND, seconds)
  // Somebody new comes while it goes on.
  const newcomers = await inBatches(4, 4, () => connectParleyPair(url))
  clearInterval(sampling)
  const cpu = ((await server.usage()).cpuMs - before.cpuMs) / (performance.now() - began)
  await stop()
  const ring = calls.map(({ ringMs }) => ringMs)
  return {
    ...{ name, calls: calls.length, newcomers: newcomers.length },
    ring: { p50: rounded(quantile(ring, 0.5)), p99: rounded(quantile(ring, 0.99)) },
    /** The share of one processor that the server took. */
    cpu: rounded(cpu, 2),
    rssMb: { before: rounded(before.rss / 1e6, 0), most: rounded(Math.max(rss, before.rss) / 1e6, 0) },
  }
}

const result = []
for (const attack of attacks.filter(({ name }) => name.includes(values.only)))
  result.push({ ...(await measure(attack)), goal: attack.limits === undefined })
keepResult('attacks', { pairs: PAIRS, perSecond: PER_SECOND, seconds, result })
print(
  `\nHonest calls beside an attack: ${PER_SECOND} a second for ${seconds} s; ms until it rings`,
  tableOf([
    ['', 'calls', 'ring p50', 'p99', 'CPU', 'RSS before, MB', 'at most'],
    ...result.map(({ name, calls, ring, cpu, rssMb }) => [
      ...[name, calls, ring.p50, ring.p99, cpu, rssMb.before, rssMb.most],
    ]),
  ]),
)
const late = result.filter(({ goal, ring }) => goal && ring.p99 > GOAL_MS).map(({ name }) => name)
if (late.length > 0) print(`\nMore than ${GOAL_MS} ms: ${late.join(', ')}`)
process.exit(late.length > 0 ? 1 : 0)
