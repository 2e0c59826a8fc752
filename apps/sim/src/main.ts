import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { table } from './bugs/table.ts'
import { run } from './run.ts'
import type { Transport } from './script/script.ts'
import { scriptOf } from './script/scriptOf.ts'

/** The seeds of one worker: every `step`th from `first`, `runs` of them. */
interface Share {
  first: number
  step: number
  runs: number
  transports: Transport[]
}

interface Progress {
  done: number
  failed: { seed: number; transport: Transport } | null
}

const program = new URL(import.meta.url)

/** How many runs between two words of progress. */
const CHUNK = 250

/** Each seed over each transport, until one fails. */
async function work({ first, step, runs, transports }: Share, tell: (progress: Progress) => void): Promise<void> {
  let done = 0
  for (let index = 0; index < runs; index += 1) {
    const seed = first + Math.floor(index / transports.length) * step
    const transport = transports[index % transports.length] ?? 'fifo'
    const { problem } = await run(scriptOf(seed, transport))
    done += 1
    if (problem !== null) return tell({ done, failed: { seed, transport } })
    if (done === CHUNK) {
      tell({ done, failed: null })
      done = 0
    }
  }
  tell({ done, failed: null })
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** Runs schedules on all cores and says how it went; the exit code is 1 if one failed. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '20000' },
      seed: { type: 'string', default: '1' },
      transport: { type: 'string' },
      bugs: { type: 'boolean', default: false },
      workers: { type: 'string', default: String(availableParallelism()) },
    },
  })
  const [runs, seed] = [Number(values.runs), Number(values.seed)]
  const step = Math.max(1, Math.min(Number(values.workers), Math.ceil(runs / 2)))
  const chosen = values.transport === 'fifo' || values.transport === 'unordered' ? values.transport : null
  const transports: Transport[] = chosen ? [chosen] : ['fifo', 'unordered']
  if (values.bugs) {
    for await (const row of table(runs, seed, transports)) print(row)
    return
  }
  const began = performance.now()
  let done = 0
  let failed: Progress['failed'] = null

  const workers = Array.from({ length: step }, (_, index) => {
    const share: Share = { first: seed + index, step, transports, runs: Math.floor((runs + step - 1 - index) / step) }
    return new Worker(program, {
      ...{ workerData: share, env: { ...process.env, NODE_ENV: 'production' } },
      // A run's garbage dies young; where there is room for it, it costs nothing.
      resourceLimits: { maxYoungGenerationSizeMb: 128 },
    })
  })
  await Promise.all(
    workers.map(
      (worker) =>
        new Promise<void>((resolve, reject) => {
          worker.on('message', (progress: Progress) => {
            done += progress.done
            failed ??= progress.failed
            if (progress.failed) for (const other of workers) void other.terminate()
          })
          worker.on('error', reject)
          worker.on('exit', () => resolve())
        }),
    ),
  )
  const seconds = (performance.now() - began) / 1_000
  print(`${done} schedules in ${seconds.toFixed(1)} s: ${Math.round(done / seconds)} per second`)
  if (!failed) return
  const { report } = await import('./script/report.ts')
  const { seed: bad, transport } = failed
  print(await report(scriptOf(bad, transport)))
  process.exitCode = 1
}

if (isMainThread) await main()
else await work(workerData as Share, (progress) => parentPort?.postMessage(progress))
