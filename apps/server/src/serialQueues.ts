/** Runs the tasks of one key in order, one at a time; tasks of different keys run concurrently. */
export interface SerialQueues {
  /** Settles as the task does. The next task runs even if this one fails. */
  run<T>(key: string, task: () => Promise<T>): Promise<T>
  /** Resolves when no task runs or waits. */
  idle(): Promise<void>
}

const nothing = Promise.resolve()

/** Creates empty queues. */
export function createSerialQueues(): SerialQueues {
  /** The last unfinished task of each key. */
  const tails = new Map<string, Promise<unknown>>()

  return {
    run: (key, task) => {
      const start = () => task()
      // Every request passes here, so it creates as few promises as possible.
      const result = (tails.get(key) ?? nothing).then(start, start)
      const forget = () => {
        if (tails.get(key) === result) tails.delete(key)
      }
      tails.set(key, result)
      // `forget` also handles a rejection, so this promise never rejects unhandled.
      void result.then(forget, forget)
      return result
    },
    idle: async () => {
      while (tails.size > 0) await Promise.allSettled(tails.values())
    },
  }
}
