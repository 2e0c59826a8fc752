import type { Clock } from '../ports.ts'

interface Timer {
  at: number
  task: () => void
}

/** A clock that stands still until it is told to advance. */
export class FakeClock implements Clock {
  #now = 0
  readonly #timers = new Set<Timer>()

  /** How many timers would still fire. */
  get pending(): number {
    return this.#timers.size
  }

  now(): number {
    return this.#now
  }

  setTimeout(task: () => void, ms: number): () => void {
    const timer = { at: this.#now + ms, task }
    this.#timers.add(timer)
    return () => void this.#timers.delete(timer)
  }

  /** Fires what falls due within this time, in order, each at its own moment. Runs no promise callbacks in between. */
  advance(ms: number): void {
    const end = this.#now + ms
    for (let due = this.#next(end); due; due = this.#next(end)) {
      this.#timers.delete(due)
      this.#now = due.at
      due.task()
    }
    this.#now = end
  }

  #next(end: number): Timer | undefined {
    return [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
  }
}

/** Lets every promise that is ready run, and those that become ready by it. */
export async function flush(): Promise<void> {
  for (let turn = 0; turn < 60; turn += 1) await Promise.resolve()
}
