import { act } from './act.ts'
import { checkAgain, checkGone, checkQuiet } from './ending.ts'
import { checkReloaded, checkRinging } from './resumption.ts'
import { checkRivals } from './rivalry.ts'
import type { Script } from './script/script.ts'
import type { Wait } from './wait.ts'
import { createWorld } from './world.ts'

export interface RunOptions {
  /** Called with a line of text for each event. */
  trace?: (line: string) => void
}

export interface RunResult {
  /** The first violation; null if there is none. */
  problem: string | null
  /** How many tasks of the simulated clock ran. */
  tasks: number
}

/**
 * Resolves in the next turn of the event loop, so that the process can do other work between two runs. The run itself
 * then stays within one turn.
 */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

/** Runs a script to its end or to the first violation. The same script always gives the same run. */
export async function run(script: Script, { trace }: RunOptions = {}): Promise<RunResult> {
  const note = trace ? (at: number, line: () => string) => trace(`${String(at).padStart(7)} ${line()}`) : () => {}
  const world = createWorld(script, note)
  const { clock, devices, watch, problem } = world
  let tasks = 0
  let watched = 0
  await turn()

  /** Runs tasks one by one. After each, every promise settles that can, and the watch checks the world. */
  function pass(ms: number, goesOn: () => boolean): Promise<void> {
    const end = clock.now() + ms
    return new Promise((resolve, reject) => {
      // The order of `settled()`, without a promise for each task.
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
  /** Lets at most `ms` pass: ends early once `done()` is true, or once no task but polls is pending. */
  const settle: Wait = (ms, done = () => false) => pass(ms, () => clock.pending > 0 && !done())

  for (const device of devices) device.open()
  await wait(1_000)
  for (const step of script.steps) {
    await wait(step.after)
    if (problem() !== null) break
    act(world, step)
  }
  // These checks take longest, so each seed gets only one of them.
  const rest = script.seed === null ? null : script.seed % 4
  const more = rest === null ? null : [checkAgain, checkReloaded, checkRinging, checkRivals][rest]
  const phases = [checkQuiet, ...(more ? [more] : []), checkGone]
  for (const phase of phases) if (problem() === null) await phase(world, settle)
  return { problem: problem(), tasks }
}
