import { type IDBPDatabase, openDB } from 'idb'
import type { RecordStore } from './records.ts'

/**
 * Stores records in IndexedDB. The database is opened on first use, once; after a failure the next use opens it again.
 *
 * @param name the name of the database; tests use others
 */
export function createIndexedDbRecords(name = 'parley'): RecordStore {
  let opening: Promise<IDBPDatabase> | null = null
  function open(): Promise<IDBPDatabase> {
    opening ??= openDB(name, 1, {
      upgrade: (database) => {
        database.createObjectStore('selves')
        database.createObjectStore('pins')
      },
      // Another tab wants to upgrade or delete the database: close it, and open it again on the next use.
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
      // A database that could not be opened needs no closing.
      opening?.then((database) => database.close()).catch(() => undefined)
      opening = null
    },
  }
}
