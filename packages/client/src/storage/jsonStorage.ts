/** As much of the browser's storage as is used here; it may be missing or full (private windows, blocked cookies). */
export type KeyValue = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

/** Reads and writes JSON, and does without when the storage fails: nothing kept here is worth stopping for. */
export interface JsonStorage {
  /** The stored value if `accepts` it, otherwise null. */
  read<T>(key: string, accepts: (value: unknown) => value is T): T | null
  write(key: string, value: unknown): void
  remove(key: string): void
}

export function createJsonStorage(storage: KeyValue): JsonStorage {
  const attempt = <T>(action: () => T): T | null => {
    try {
      return action()
    } catch {
      return null
    }
  }
  return {
    read: (key, accepts) =>
      attempt(() => {
        const value: unknown = JSON.parse(storage.getItem(key) ?? 'null')
        return accepts(value) ? value : null
      }),
    write: (key, value) => void attempt(() => storage.setItem(key, JSON.stringify(value))),
    remove: (key) => void attempt(() => storage.removeItem(key)),
  }
}

export const isString = (value: unknown): value is string => typeof value === 'string'
