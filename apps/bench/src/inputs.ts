import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, setPriority } from 'node:os'
import type { LineRun } from './inPage/inputs.ts'
import type { LineName } from './inPage/pairs.ts'
import { launchBrowser, SHOW_ADDRESSES } from './lab/browser.ts'
import { servePages } from './lab/pages.ts'
import { createPairRelay } from './slownet/index.ts'

/** How long the run without loss takes, which shows the machine's own delay. */
const QUIET_SECONDS = 10
const SECONDS = 45
const PER_SECOND = 60
const DELAY_MS = 40
const LOSS = 0.05
const OUT = new URL('../results/inputs.json', import.meta.url)

const at = (values: number[], share: number) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN
/**
 * The median of the p99 of each five seconds. Other work of the machine comes in bursts, which spoil some of these
 * periods for both lines; packet loss affects all of them.
 */
function steadyP99(latencies: number[]): number {
  const length = 5 * PER_SECOND
  const stretches = Array.from({ length: Math.max(1, Math.floor(latencies.length / length)) }, (_, index) =>
    latencies.slice(index * length, (index + 1) * length),
  )
  return at(
    stretches.map((stretch) => at(stretch, 0.99)),
    0.5,
  )
}

const rounded = (value: number) => Math.round(value * 10) / 10

function summarise({ sent, latencies, ages }: LineRun) {
  const arrived = latencies.length
  const steady = rounded(steadyP99(latencies))
  const latency = {
    p50: rounded(at(latencies, 0.5)),
    p99: rounded(at(latencies, 0.99)),
    max: rounded(at(latencies, 1)),
  }
  return {
    sent,
    arrived,
    latency: { ...latency, steady },
    age: { p50: rounded(at(ages, 0.5)), p99: rounded(at(ages, 0.99)) },
  }
}

/** Raises the priority of this process and the browser, if this account may, so that other work disturbs less. */
function goFirst(): void {
  try {
    setPriority(-10)
  } catch {
    // Without it the quiet run shows how much the machine disturbs.
  }
}

/**
 * Measures the latency of inputs on the `inputs` channel and on a reliable ordered channel, under loss and delay. Both
 * run at the same time on connections of their own, in one page of a real browser, over relays with equal conditions.
 * Prints a table and writes JSON.
 */
goFirst()
const relays = {
  inputs: await createPairRelay({ delayMs: DELAY_MS }),
  reliable: await createPairRelay({ delayMs: DELAY_MS }),
}
const pages = await servePages()
const browser = await launchBrowser(SHOW_ADDRESSES)
try {
  const page = await browser.newPage()
  await page.exposeFunction('expose', (line: LineName, side: 0 | 1, at: { ip: string; port: number }) =>
    relays[line].expose(side, at),
  )
  await page.exposeFunction('loseFromNow', () => {
    for (const relay of Object.values(relays)) relay.change({ loss: LOSS })
  })
  await page.goto(`${pages.url}/inputs.html`)
  await page.waitForFunction(() => typeof window.runInputs === 'function')
  const { quiet, lossy, measured } = await page.evaluate((how) => window.runInputs(how), {
    ...{ quietSeconds: QUIET_SECONDS, seconds: SECONDS, perSecond: PER_SECOND },
  })
  const result = {
    'quiet inputs': summarise(quiet.inputs),
    'quiet reliable': summarise(quiet.reliable),
    inputs: summarise(lossy.inputs),
    reliable: summarise(lossy.reliable),
  }
  const share = result.inputs.latency.steady / result.reliable.latency.steady
  const told = {
    ...{ at: new Date().toISOString(), browser: browser.version(), cores: cpus().length, load: loadavg()[0] },
    ...{ seconds: SECONDS, perSecond: PER_SECOND, delayMs: DELAY_MS, loss: LOSS },
    ...{ ...result, steadyP99Share: Math.round(share * 1_000) / 1_000, measured },
    packets: { inputs: relays.inputs.counts(), reliable: relays.reliable.counts() },
  }
  mkdirSync(new URL('.', OUT), { recursive: true })
  writeFileSync(OUT, `${JSON.stringify(told, null, 2)}\n`)
  const cell = (value: number | string) => String(value).padStart(11)
  const rows = Object.entries(result).map(([line, { sent, arrived, latency, age }]) =>
    [
      line.padEnd(15),
      ...[sent, arrived, latency.p50, latency.p99, latency.steady, latency.max, age.p50, age.p99].map(cell),
    ].join(''),
  )
  const head = [
    'ms'.padEnd(15),
    ...['sent', 'arrived', 'p50', 'p99', 'steady p99', 'max', 'age p50', 'age p99'].map(cell),
  ].join('')
  process.stdout.write(
    `${SECONDS} s, ${PER_SECOND} a second, ${DELAY_MS} ms each way, ${LOSS * 100} % lost, ${browser.version()}\n`,
  )
  process.stdout.write(`${[head, ...rows].join('\n')}\n`)
  process.stdout.write(
    `the steady p99 of inputs is ${(share * 100).toFixed(1)} % of the reliable channel's; aim: at most a third\n`,
  )
  process.stdout.write(`the channel itself measured ${JSON.stringify(measured)}\n`)
} finally {
  await browser.close()
  await pages.close()
  for (const relay of Object.values(relays)) relay.close()
}
