/** The part of the browser's `Storage` that is used. It may be blocked or full (private windows, blocked cookies). */
export type KeyValue = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

/** Reads and writes JSON, and never throws: where the storage fails, a read returns null and a write is dropped. */
export interface JsonStorage {
  /** Returns the stored value if `accepts` returns true for it, otherwise null. */
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
