import type { Pin } from '@parley/identity'
import type { Certificates, PublicKey, Revocations, UserId } from '@parley/protocol'

/** This browser's identity for one ID. The private key is not extractable. */
export interface StoredSelf {
  userId: UserId
  privateKey: CryptoKey
  publicKey: PublicKey
  root: PublicKey
  certificates: Certificates
  /** True once a server has accepted it. */
  confirmed: boolean
  /** The newest known statement of revoked keys of this ID. */
  revocations?: Revocations | null
}

/** The records of each table. Their key is `userKey`. */
export interface RecordTables {
  selves: StoredSelf
  pins: Pin
}

/** Stores records other than text (IndexedDB, or memory) for all pages of a browser. Rejects if storage is blocked. */
export interface RecordStore {
  get<T extends keyof RecordTables>(table: T, key: string): Promise<RecordTables[T] | undefined>
  /**
   * Replaces a record atomically, across all pages. If `change` returns undefined, the record is deleted.
   *
   * @returns the new record
   */
  update<T extends keyof RecordTables>(
    table: T,
    key: string,
    change: (before: RecordTables[T] | undefined) => RecordTables[T] | undefined,
  ): Promise<RecordTables[T] | undefined>
  close(): void
}
