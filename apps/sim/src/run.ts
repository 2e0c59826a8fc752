import { act } from './act.ts'
import { checkAgain, checkGone, checkQuiet } from './ending.ts'
import { checkReloaded, checkRinging } from './resumption.ts'
import { checkRivals } from './rivalry.ts'
import type { Script } from './script/script.ts'
import type { Wait } from './wait.ts'
import { createWorld } from './world.ts'

export interface RunOptions {
  /** Told each thing that happens. */
  trace?: (line: string) => void
}

export interface RunResult {
  /** What was wrong first; null if nothing was. */
  problem: string | null
  /** How many tasks ran. */
  tasks: number
}

/** Lets the rest of the process have its turn, once for each run; what follows runs in a microtask. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

/** Runs a script to its end or to the first thing that is wrong. The same script always runs the same way. */
export async function run(script: Script, { trace }: RunOptions = {}): Promise<RunResult> {
  const note = trace ? (at: number, line: () => string) => trace(`${String(at).padStart(7)} ${line()}`) : () => {}
  const world = createWorld(script, note)
  const { clock, devices, watch, problem } = world
  let tasks = 0
  let watched = 0
  await turn()

  /** After each task every promise settles that can, and what must always be so is checked. */
  function pass(ms: number, goesOn: () => boolean): Promise<void> {
    const end = clock.now() + ms
    return new Promise((resolve, reject) => {
      // As `settled`, without a promise and a suspended function for each task.
      const whenSettled = () => queueMicrotask(next)
      function next(): void {
        try {
          if (tasks > watched) watch(clock.now())
          watched = tasks
          if (problem() === null && goesOn() && clock.step(end)) {
            tasks += 1
            process.nextTick(whenSettled)
          } else resolve()
        } catch (error) {
          reject(error)
        }
      }
      process.nextTick(whenSettled)
    })
  }

  const wait = (ms: number) => pass(ms, () => true)
  /** @param done ends it early, as does that nothing more can follow from what has happened */
  const settle: Wait = (ms, done = () => false) => pass(ms, () => clock.pending > 0 && !done())

  for (const device of devices) device.open()
  await wait(1_000)
  for (const step of script.steps) {
    await wait(step.after)
    if (problem() !== null) break
    act(world, step)
  }
  // What it takes longest to check is checked for some.
  const rest = script.seed === null ? null : script.seed % 4
  const more = rest === null ? null : [checkAgain, checkReloaded, checkRinging, checkRivals][rest]
  const phases = [checkQuiet, ...(more ? [more] : []), checkGone]
  for (const phase of phases) if (problem() === null) await phase(world, settle)
  return { problem: problem(), tasks }
}
