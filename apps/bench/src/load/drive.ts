import type { CallPair, CallTimes } from './caller.ts'

/** The calls of a drive, and how long it took. */
export interface Driven {
  calls: CallTimes[]
  seconds: number
}

/** Begins this many calls a second on free pairs, without waiting for earlier calls. Resolves when all are over. */
export async function driveAtRate(pairs: readonly CallPair[], perSecond: number, seconds: number): Promise<Driven> {
  const free = [...pairs]
  const calls: CallTimes[] = []
  const running: Promise<void>[] = []
  const began = performance.now()
  const run = async (pair: CallPair) => {
    calls.push(await pair.call())
    free.push(pair)
  }
  for (let begun = 0; begun < perSecond * seconds; ) {
    const due = Math.min(perSecond * seconds, ((performance.now() - began) / 1_000) * perSecond)
    while (begun < due && free.length > 0) {
      const pair = free.shift()
      if (pair) running.push(run(pair))
      begun += 1
    }
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  await Promise.all(running)
  return { calls, seconds: (performance.now() - began) / 1_000 }
}

/** Lets every pair call without pause for this many seconds. */
export async function driveAtMost(pairs: readonly CallPair[], seconds: number): Promise<Driven> {
  const calls: CallTimes[] = []
  const began = performance.now()
  const left = () => performance.now() - began < seconds * 1_000
  await Promise.all(
    pairs.map(async (pair) => {
      while (left()) calls.push(await pair.call())
    }),
  )
  return { calls, seconds: (performance.now() - began) / 1_000 }
}

/** Runs a task for each number below `count`, in batches of `atATime`. Resolves to the results in order. */
export async function inBatches<T>(count: number, atATime: number, task: (number: number) => Promise<T>): Promise<T[]> {
  const results: T[] = []
  for (let begun = 0; begun < count; begun += atATime) {
    const numbers = Array.from({ length: Math.min(atATime, count - begun) }, (_, at) => begun + at)
    results.push(...(await Promise.all(numbers.map(task))))
  }
  return results
}
