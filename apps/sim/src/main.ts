import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { editOf } from './bugs/bug.ts'
import { bugs } from './bugs/bugs.ts'
import { table } from './bugs/table.ts'
import { survey } from './mutants/survey.ts'
import type { Transport } from './script/script.ts'
import { bundleProgram, type Edit } from './workers/bundle.ts'
import { reportOf } from './workers/runInWorker.ts'
import { runSpread } from './workers/runSpread.ts'
import type { Found } from './workers/task.ts'

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    transport: { type: 'string' },
    workers: { type: 'string', default: String(availableParallelism()) },
    /** Plants the mistake with this name. */
    bug: { type: 'string' },
    /** Tries every mutant of this file, and prints those that no schedule finds. */
    mutants: { type: 'string' },
    /** Prints how often each planted mistake is found. */
    bugs: { type: 'boolean', default: false },
  },
})
const [runs, first, workers] = [Number(values.runs), Number(values.seed), Number(values.workers)]
const chosen = values.transport === 'fifo' || values.transport === 'unordered' ? values.transport : null
const transports: Transport[] = chosen ? [chosen] : ['fifo', 'unordered']

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

function editOfName(name: string): Edit {
  const bug = bugs.find((one) => one.name === name)
  if (!bug) throw new Error(`there is no "${name}" among: ${bugs.map((one) => one.name).join(', ')}`)
  return editOf(bug)
}

/** Runs schedules in all workers until one fails, and prints the result. Sets the exit code to 1 if one fails. */
async function simulate(edit: Edit | null): Promise<void> {
  const bundle = await bundleProgram(edit)
  const began = performance.now()
  let done = 0
  const failed: Found[] = []
  const progress = (more: number, found: Found | null) => {
    done += more
    if (found) failed.push(found)
  }
  await runSpread(bundle, { seeds: { first, runs, transports }, workers, untilFound: true, progress })
  const seconds = (performance.now() - began) / 1_000
  print(`${done} schedules in ${seconds.toFixed(1)} s: ${Math.round(done / seconds)} per second`)
  const [found] = failed
  if (found) {
    print(
      `seed ${found.script.seed} over ${found.script.transport}: ${found.problem}. Looking for the shortest script…`,
    )
    print(await reportOf(bundle, found))
    process.exitCode = 1
  }
  await bundle.close()
}

/** Prints each mutant of a file that survives. Sets the exit code to 1 if one does. */
async function surveyMutants(file: string): Promise<void> {
  const survivors: string[] = []
  const count = await survey({
    ...{ file, workers, seeds: { first, step: 1, runs, transports } },
    survived: ({ line, from, to }) => {
      survivors.push(`${file}:${line}`)
      print(`${file}:${line}  ${flat(from)}  →  ${flat(to)}`)
    },
  })
  print(`${survivors.length} of ${count} mutants survive`)
  if (survivors.length > 0) process.exitCode = 1
}

/** Puts a source on one line of at most 100 characters. */
const flat = (source: string): string => source.replace(/\s+/g, ' ').slice(0, 100)

if (values.mutants !== undefined) await surveyMutants(values.mutants)
else if (values.bugs) for await (const row of table({ runs, first, transports, workers })) print(row)
else await simulate(values.bug === undefined ? null : editOfName(values.bug))
