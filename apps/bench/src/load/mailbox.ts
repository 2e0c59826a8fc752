/** Keeps messages by name until they are taken. */
export interface Mailbox {
  put(name: string, content: unknown): void
  /** Takes the oldest message of this name, or the next to arrive. */
  next(name: string): Promise<unknown>
  /** Drops all messages, now and from now on. */
  ignore(): void
}

/** Creates an empty mailbox. */
export function createMailbox(): Mailbox {
  const come = new Map<string, unknown[]>()
  const waiting = new Map<string, ((content: unknown) => void)[]>()
  let ignored = false
  const listOf = <T>(lists: Map<string, T[]>, name: string): T[] => {
    const list = lists.get(name) ?? []
    lists.set(name, list)
    return list
  }
  return {
    put(name, content) {
      if (ignored) return
      const taker = waiting.get(name)?.shift()
      if (taker) taker(content)
      else listOf(come, name).push(content)
    },
    next: (name) =>
      new Promise((resolve) => {
        const list = listOf(come, name)
        if (list.length > 0) resolve(list.shift())
        else listOf(waiting, name).push(resolve)
      }),
    ignore() {
      ignored = true
      come.clear()
    },
  }
}
