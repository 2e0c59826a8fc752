import { type IDBPDatabase, openDB } from 'idb'
import type { RecordStore } from './records.ts'

/**
 * Records in IndexedDB. The database is opened when it is first needed, once; a failure is forgotten, to be tried again.
 *
 * @param name another one in tests
 */
export function createIndexedDbRecords(name = 'parley'): RecordStore {
  let opening: Promise<IDBPDatabase> | null = null
  function open(): Promise<IDBPDatabase> {
    opening ??= openDB(name, 1, {
      upgrade: (database) => {
        database.createObjectStore('selves')
        database.createObjectStore('pins')
      },
      // Another tab has a newer Parley: make room for it, and open again when needed.
      blocking: (_current, _blocked, event) => {
        opening = null
        if (event.target instanceof IDBDatabase) event.target.close()
      },
      terminated: () => {
        opening = null
      },
    }).catch((error: unknown) => {
      opening = null
      throw error
    })
    return opening
  }
  return {
    get: async (table, key) => (await open()).get(table, key),
    async update(table, key, change) {
      const { store, done } = (await open()).transaction(table, 'readwrite')
      const next = change(await store.get(key))
      await (next === undefined ? store.delete(key) : store.put(next, key))
      await done
      return next
    },
    close() {
      // What could not be opened needs no closing.
      opening?.then((database) => database.close()).catch(() => undefined)
      opening = null
    },
  }
}
