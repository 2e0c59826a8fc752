import type { Pin } from '@parley/identity'
import type { Certificates, PublicKey, Revocations, UserId } from '@parley/protocol'

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

/** What is kept, table by table; each table by user key. */
export interface RecordTables {
  selves: StoredSelf
  pins: Pin
}

/** Keeps records that are no text: IndexedDB, or memory. Shared by all pages of a browser. Rejects where nothing can be kept. */
export interface RecordStore {
  get<T extends keyof RecordTables>(table: T, key: string): Promise<RecordTables[T] | undefined>
  /**
   * Replaces a record in one step, whatever other pages do meanwhile; `undefined` is no record.
   *
   * @returns what is kept from now on
   */
  update<T extends keyof RecordTables>(
    table: T,
    key: string,
    change: (before: RecordTables[T] | undefined) => RecordTables[T] | undefined,
  ): Promise<RecordTables[T] | undefined>
  close(): void
}
