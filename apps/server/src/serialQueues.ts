/** Runs tasks of one key one after the other, in order, and tasks of different keys side by side. */
export interface SerialQueues {
  /** Resolves or rejects as the task does; a task that fails does not stop the next. */
  run<T>(key: string, task: () => Promise<T>): Promise<T>
  /** Resolves when nothing is waiting any more. */
  idle(): Promise<void>
}

const nothing = Promise.resolve()

export function createSerialQueues(): SerialQueues {
  /** The last task of each key that is not done. */
  const tails = new Map<string, Promise<unknown>>()

  return {
    run: (key, task) => {
      const start = () => task()
      // Every request comes this way: so few promises as there can be.
      const result = (tails.get(key) ?? nothing).then(start, start)
      const forget = () => {
        if (tails.get(key) === result) tails.delete(key)
      }
      tails.set(key, result)
      // Neither way of ending is left to nobody.
      void result.then(forget, forget)
      return result
    },
    idle: async () => {
      while (tails.size > 0) await Promise.allSettled(tails.values())
    },
  }
}
