import { parseArgs } from 'node:util'
import { type Child, startChild } from './lab/child.ts'
import { startParley } from './lab/parleyServer.ts'
import { keepResult, median, print, quantile, rounded, tableOf } from './lab/result.ts'
import { Teardowns } from './lab/teardowns.ts'
import { connectBarePair } from './load/barePair.ts'
import type { CallPair } from './load/caller.ts'
import { driveAtMost, driveAtRate, inBatches } from './load/drive.ts'
import { connectParleyPair, connectUser } from './load/parleyUser.ts'
import { connectPeerjsPair, connectPeerjsUser } from './load/peerjsPair.ts'
import { openWire } from './load/wire.ts'

const PAIRS = 64
const PER_SECOND = 100

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '15' },
    idle: { type: 'string', default: '5000' },
    only: { type: 'string', default: 'calls,memory' },
    /** How long to wait before memory is measured, so that the server has forgotten its counts of a minute. Seconds. */
    rest: { type: 'string', default: '65' },
  },
})
const rounds = Number(values.rounds)
const idle = Number(values.idle)

interface Contender {
  name: string
  start(): Promise<Child>
  connectPair(url: string): Promise<CallPair>
  /** Connects a user who does nothing. */
  connectIdle(url: string, number: number): Promise<unknown>
}

const script = (name: string) =>
  startChild({
    args: [new URL(`contenders/${name}`, import.meta.url).pathname],
    ready: /listening on (\d+)/,
    probed: true,
  })
const urlOf = ({ said }: Child) => `http://127.0.0.1:${said[1]}`

const contenders: Contender[] = [
  {
    ...{ name: 'Parley', start: () => startParley(), connectPair: connectParleyPair },
    connectIdle: async (url, number) => (await connectUser(url, `idle-${number}`)).wire.mail.ignore(),
  },
  {
    ...{ name: 'PeerServer', start: () => script('peerServer.mjs'), connectPair: connectPeerjsPair },
    connectIdle: (url, number) => connectPeerjsUser(url, `idle-${number}`),
  },
  {
    ...{ name: 'bare Socket.IO', start: () => script('bareServer.mjs'), connectPair: connectBarePair },
    connectIdle: (url, number) => openWire(url, { id: `idle-${number}` }),
  },
  {
    ...{ name: 'bare WebSocket', start: () => script('bareLines.mjs'), connectPair: connectBarePair },
    connectIdle: (url, number) => openWire(url, { id: `idle-${number}` }),
  },
]

interface Round {
  cpuMsPerCall: number
  ringMs: number[]
  totalMs: number[]
  mostPerSecond: number
  cpuMsPerCallAtMost: number
}

async function measureCalls(): Promise<void> {
  await using teardowns = new Teardowns()
  const measured = new Map<string, Round[]>()
  const running: { name: string; child: Child; pairs: CallPair[] }[] = []
  for (const { name, start, connectPair } of contenders) {
    const child = teardowns.add(await start())
    const pairs = await inBatches(PAIRS, 16, () => connectPair(urlOf(child)))
    // Warms the server up.
    await driveAtMost(pairs, 2)
    running.push({ name, child, pairs })
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, child, pairs } of running) {
      const cpuOf = async (drive: () => ReturnType<typeof driveAtMost>) => {
        const before = await child.usage()
        const driven = await drive()
        return { ...driven, cpuMs: ((await child.usage()).cpuMs - before.cpuMs) / driven.calls.length }
      }
      const steady = await cpuOf(() => driveAtRate(pairs, PER_SECOND, 1))
      const most = await cpuOf(() => driveAtMost(pairs, 0.7))
      measured.set(name, [
        ...(measured.get(name) ?? []),
        {
          cpuMsPerCall: steady.cpuMs,
          ringMs: steady.calls.map(({ ringMs }) => ringMs),
          totalMs: steady.calls.map(({ totalMs }) => totalMs),
          mostPerSecond: most.calls.length / most.seconds,
          cpuMsPerCallAtMost: most.cpuMs,
        },
      ])
    }
  }
  tellCalls(measured)
  // Not awaited: the servers are stopped first.
  for (const { pairs } of running) void Promise.all(pairs.map((pair) => pair.close()))
}

function tellCalls(measured: ReadonlyMap<string, readonly Round[]>): void {
  const result = [...measured].map(([name, own]) => {
    const ring = own.flatMap(({ ringMs }) => ringMs)
    const total = own.flatMap(({ totalMs }) => totalMs)
    return {
      name,
      rounds: own.length,
      calls: ring.length,
      cpuMsPerCall: rounded(median(own.map(({ cpuMsPerCall }) => cpuMsPerCall)), 3),
      cpuMsPerCallAtMost: rounded(median(own.map(({ cpuMsPerCallAtMost }) => cpuMsPerCallAtMost)), 3),
      mostPerSecond: rounded(median(own.map(({ mostPerSecond }) => mostPerSecond)), 0),
      ring: { p50: rounded(quantile(ring, 0.5)), p99: rounded(quantile(ring, 0.99)) },
      total: { p50: rounded(quantile(total, 0.5)), p99: rounded(quantile(total, 0.99)) },
    }
  })
  const peerjs = result.find(({ name }) => name === 'PeerServer')
  const shares = result.map((each) => ({
    ...each,
    cpuOfPeerServer: rounded(each.cpuMsPerCall / (peerjs?.cpuMsPerCall ?? Number.NaN), 2),
    cpuOfPeerServerAtMost: rounded(each.cpuMsPerCallAtMost / (peerjs?.cpuMsPerCallAtMost ?? Number.NaN), 2),
  }))
  keepResult('server-calls', { pairs: PAIRS, perSecond: PER_SECOND, result: shares })
  print(
    `\nOne call, all of it: ${PER_SECOND} begun a second, then as many as ${PAIRS} pairs can; medians of ${rounds} turns`,
    tableOf([
      [
        ...['', 'CPU ms/call', 'of PeerServer', 'ring p50', 'p99', 'call p50', 'p99'],
        ...['calls/s at most', 'CPU ms/call then', 'of PeerServer'],
      ],
      ...shares.map((each) => [
        ...[each.name, each.cpuMsPerCall, each.cpuOfPeerServer, each.ring.p50, each.ring.p99],
        ...[each.total.p50, each.total.p99, each.mostPerSecond, each.cpuMsPerCallAtMost, each.cpuOfPeerServerAtMost],
      ]),
    ]),
  )
}

async function measureMemory(): Promise<void> {
  const result = []
  for (const { name, start, connectIdle } of contenders) {
    await using teardowns = new Teardowns()
    const child = teardowns.add(await start())
    // The first users cost more than each later one.
    await inBatches(100, 50, (number) => connectIdle(urlOf(child), number))
    const before = await child.usage(true)
    await inBatches(idle, 100, (number) => connectIdle(urlOf(child), 100 + number))
    const { cpuMs } = await child.usage()
    await new Promise((resolve) => setTimeout(resolve, Number(values.rest) * 1_000))
    const after = await child.usage(true)
    const each = (key: 'heap' | 'rss') => rounded((after[key] - before[key]) / idle / 1_000)
    result.push({ name, heapKb: each('heap'), rssKb: each('rss'), cpuMs: (cpuMs - before.cpuMs) / idle })
  }
  const bare = result.find(({ name }) => name === 'bare Socket.IO')
  const shares = result.map((each) => ({
    ...each,
    cpuMs: rounded(each.cpuMs, 2),
    heapOfBare: rounded(each.heapKb / (bare?.heapKb ?? Number.NaN), 2),
  }))
  keepResult('server-memory', { users: idle, restSeconds: Number(values.rest), result: shares })
  print(
    `\nOne user who is online and does nothing, of ${idle}, after ${values.rest} s; kB`,
    tableOf([
      ['', 'heap', 'of bare Socket.IO', 'RSS', 'CPU ms to come online'],
      ...shares.map(({ name, heapKb, heapOfBare, rssKb, cpuMs }) => [name, heapKb, heapOfBare, rssKb, cpuMs]),
    ]),
  )
}

if (values.only.includes('calls')) await measureCalls()
if (values.only.includes('memory')) await measureMemory()
process.exit(0)
