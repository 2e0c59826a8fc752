import { type IDBPDatabase, openDB } from 'idb'
import type { RecordStore } from './records.ts'

/**
 * The errors of a connection that is dead though nobody was told: it was closed under the page (`InvalidStateError`), or
 * WebKit has lost the process that it led to (`UnknownError`), and with it what was under way (`AbortError`).
 */
const OF_DEAD_CONNECTIONS = ['InvalidStateError', 'UnknownError', 'AbortError']

const isOfDeadConnection = (error: unknown): boolean =>
  error instanceof DOMException && OF_DEAD_CONNECTIONS.includes(error.name)

/**
 * Stores records in IndexedDB. The database is opened on first use, once. After any failure the next use opens it again,
 * because what is wrong with a connection cannot be told from its error; a use that finds its connection dead does so
 * itself, once.
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

  // A database that could not be opened needs no closing.
  const shut = (opened: Promise<IDBPDatabase> | null) =>
    void opened?.then((database) => database.close()).catch(() => undefined)

  function drop(opened: Promise<IDBPDatabase>): void {
    // Another use may have opened it again already.
    if (opening === opened) opening = null
    shut(opened)
  }

  async function once<T>(act: (database: IDBPDatabase) => Promise<T>): Promise<T> {
    const opened = open()
    try {
      return await act(await opened)
    } catch (error) {
      drop(opened)
      throw error
    }
  }

  async function use<T>(act: (database: IDBPDatabase) => Promise<T>): Promise<T> {
    try {
      return await once(act)
    } catch (error) {
      if (!isOfDeadConnection(error)) throw error
      // Nothing was written: a transaction takes effect as a whole, and reads before it writes.
      return once(act)
    }
  }

  return {
    get: (table, key) => use((database) => database.get(table, key)),
    update: (table, key, change) =>
      use(async (database) => {
        const { store, done } = database.transaction(table, 'readwrite')
        // A dead connection rejects this as well as the steps before it, which are the ones to report.
        done.catch(() => undefined)
        const next = change(await store.get(key))
        await (next === undefined ? store.delete(key) : store.put(next, key))
        await done
        return next
      }),
    close() {
      shut(opening)
      opening = null
    },
  }
}
