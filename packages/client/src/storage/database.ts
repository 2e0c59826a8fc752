import type { Pin } from '@parley/identity'
import type { Certificates, PublicKey, Revocations, UserId } from '@parley/protocol'
import { type DBSchema, type IDBPDatabase, openDB } from 'idb'

/** Who this browser is under one ID. The private key cannot be read, only used. */
export interface StoredSelf {
  userId: UserId
  privateKey: CryptoKey
  publicKey: PublicKey
  root: PublicKey
  certificates: Certificates
  /** Whether a server has ever agreed. */
  confirmed: boolean
  /** The newest that is known of this root. */
  revocations?: Revocations | null
}

/** What this browser keeps in IndexedDB; each store by user key. */
export interface ParleyDb extends DBSchema {
  selves: { key: string; value: StoredSelf }
  pins: { key: string; value: Pin }
}

/** Opens the database when it is first needed, once; a failure is forgotten, to be tried again. */
export type OpenDatabase = () => Promise<IDBPDatabase<ParleyDb>>

/** @param name another one in tests */
export function createOpenDatabase(name = 'parley'): OpenDatabase {
  let opening: Promise<IDBPDatabase<ParleyDb>> | null = null
  return () => {
    opening ??= openDB<ParleyDb>(name, 1, {
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
}
