import type { KeyValue } from '../storage/jsonStorage.ts'
import type { RecordStore, RecordTables } from '../storage/records.ts'

/** Stores text in a map. Calls `wrote` with the key of each change. */
export const memoryStorage = (
  values = new Map<string, string>(),
  wrote: (key: string) => void = () => {},
): KeyValue => ({
  getItem: (key) => values.get(key) ?? null,
  setItem: (key, value) => {
    values.set(key, value)
    wrote(key)
  },
  removeItem: (key) => {
    values.delete(key)
    wrote(key)
  },
})

/** Creates a record store in memory. */
export function createMemoryRecords(): RecordStore {
  const tables: { [T in keyof RecordTables]: Map<string, RecordTables[T]> } = { selves: new Map(), pins: new Map() }
  return {
    get: async (table, key) => tables[table].get(key),
    update: async (table, key, change) => {
      const next = change(tables[table].get(key))
      if (next === undefined) tables[table].delete(key)
      else tables[table].set(key, next)
      return next
    },
    close: () => undefined,
  }
}
