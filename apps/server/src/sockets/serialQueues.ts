/** Runs tasks of one key one after the other, in order, and tasks of different keys side by side. */
export interface SerialQueues {
  /** Resolves or rejects as the task does; a task that fails does not stop the next. */
  run<T>(key: string, task: () => Promise<T>): Promise<T>
  /** Resolves when nothing is waiting any more. */
  idle(): Promise<void>
}

export function createSerialQueues(): SerialQueues {
  const tails = new Map<string, Promise<unknown>>()

  return {
    run: (key, task) => {
      const result = (tails.get(key) ?? Promise.resolve()).then(task)
      const tail = result
        .catch(() => undefined)
        .finally(() => {
          if (tails.get(key) === tail) tails.delete(key)
        })
      tails.set(key, tail)
      return result
    },
    idle: async () => {
      while (tails.size > 0) await Promise.all(tails.values())
    },
  }
}
