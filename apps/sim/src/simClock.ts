import type { Clock } from '@parley/protocol'
import type { Mutable } from './mutable.ts'

interface Task {
  readonly at: number
  readonly order: number
  run: (() => void) | null
  isPoll: boolean
}

/** Time that goes from task to task and nowhere else. */
export interface SimClock extends Clock {
  /** Goes to the next task that is due by `end` and runs it; false if there is none, and then it is `end`. */
  step(end: number): boolean
  /** How many tasks have run. */
  readonly ran: number
  /** How many tasks wait, but for polls. */
  readonly pending: number
  /** A task that comes again and again, and of which nothing follows where nothing else happens. */
  setPoll(fn: () => void, ms: number): void
}

const isBefore = (a: Task, b: Task): boolean => a.at < b.at || (a.at === b.at && a.order < b.order)

/** A binary heap of tasks; those of one moment run in the order in which they were given. */
export function createSimClock(start = 1_000_000_000): SimClock {
  const heap: Task[] = []
  let now = start
  let given = 0

  function push(task: Task): void {
    let index = heap.length
    while (index > 0) {
      const above = heap[(index - 1) >> 1]
      if (!above || !isBefore(task, above)) break
      heap[index] = above
      index = (index - 1) >> 1
    }
    heap[index] = task
  }

  /** Puts the task where the hole is that the first one left. */
  function sink(task: Task): void {
    let index = 0
    for (;;) {
      const left = heap[2 * index + 1]
      const right = heap[2 * index + 2]
      const below = left && right && isBefore(right, left) ? right : left
      if (!below || isBefore(task, below)) break
      heap[index] = below
      index = below === left ? 2 * index + 1 : 2 * index + 2
    }
    heap[index] = task
  }

  function pop(): void {
    const last = heap.pop()
    if (last && heap.length > 0) sink(last)
  }

  function schedule(run: () => void, ms: number): Task {
    const task: Task = { at: now + Math.max(0, ms), order: given, run, isPoll: false }
    given += 1
    push(task)
    return task
  }

  const clock: Mutable<SimClock> = {
    ran: 0,
    pending: 0,
    now: () => now,
    setTimeout: (fn, ms) => {
      const task = schedule(fn, ms)
      clock.pending += 1
      return () => {
        if (task.run) clock.pending -= 1
        task.run = null
      }
    },
    setPoll: (fn, ms) => {
      schedule(fn, ms).isPoll = true
    },
    step: (end) => {
      for (let first = heap[0]; first && first.at <= end; first = heap[0]) {
        pop()
        const { run, at, isPoll } = first
        if (!run) continue
        now = at
        first.run = null
        if (!isPoll) clock.pending -= 1
        clock.ran += 1
        run()
        return true
      }
      now = end
      return false
    },
  }
  return clock
}
