import type { Clock } from '@parley/protocol'
import type { Mutable } from './mutable.ts'

interface Task {
  readonly at: number
  readonly order: number
  run: (() => void) | null
  isPoll: boolean
}

/** The world's clock: time jumps from each task to the next. The machines in it have clocks of their own. Milliseconds. */
export interface SimClock extends Omit<Clock, 'wall'> {
  /** Advances to the next task due by `end` and runs it. If there is none, advances to `end` and returns false. */
  step(end: number): boolean
  /** How many tasks have run or begun outside of the clock. */
  readonly ran: number
  /** Begins a task outside of the clock, such as a press of a person: timers set in it are not nested in earlier ones. */
  begin(): void
  /** How many tasks wait, without polls. */
  readonly pending: number
  /** Schedules a task that repeats itself, and has no effect while nothing else happens. */
  setPoll(fn: () => void, ms: number): void
}

const isBefore = (a: Task, b: Task): boolean => a.at < b.at || (a.at === b.at && a.order < b.order)

/** Creates a clock with a binary heap of tasks. Tasks due at the same time run in the order in which they were set. */
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

  /** Puts the task in place of the first one, which was taken, and restores the order of the heap. */
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
    begin: () => {
      clock.ran += 1
    },
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
