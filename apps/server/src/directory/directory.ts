import type { Certificates, MissedCall, PublicKey, Revocations, UserId } from '@parley/protocol'

/** An ID bound to the root key that claimed it. */
export interface Binding {
  /** The ID as its first device typed it. */
  readonly userId: UserId
  readonly root: PublicKey
  /** The newest statement of revoked keys; null if there is none. */
  readonly revocations: Revocations | null
}

/** A valid key of an ID. Times in milliseconds since the epoch. */
export interface StoredKey {
  readonly key: PublicKey
  readonly certificates: Certificates
  readonly addedAt: number
  /** When a device last connected with this key, to the hour; null if never. */
  readonly seenAt: number | null
}

/** A missed call and the user who missed it. */
export interface MissedEntry {
  readonly userId: UserId
  readonly missed: MissedCall
}

/** The most missed calls kept for one user; beyond it the oldest are dropped. */
export const MAX_MISSED = 50

/**
 * The server's lasting memory: IDs with their keys and missed calls, the hashes of call links, and the server's secret.
 * IDs are compared without case. Verifies no signature: callers have done so. A change outlives the process once its
 * promise has resolved. Times in milliseconds since the epoch.
 */
export interface Directory {
  /** Binds an unclaimed ID to a root, which becomes its first key. Of a claimed ID, returns the existing binding. */
  claim(userId: UserId, root: PublicKey, at: number): Promise<{ claimed: boolean; binding: Binding }>
  /** The binding of an ID; null if nobody has claimed it. */
  find(userId: UserId): Promise<Binding | null>
  /**
   * Adds a key, or replaces the certificates of a known one. Resolves to false if the ID is unclaimed or has
   * `limits.MAX_KEYS` keys.
   */
  addKey(userId: UserId, key: PublicKey, certificates: Certificates, at: number): Promise<boolean>
  /** The valid keys: the root first, then by age, oldest first. */
  listKeys(userId: UserId): Promise<StoredKey[]>
  /** Stores that a device connected with this key; at most once an hour for each key. */
  sawKey(userId: UserId, key: PublicKey, at: number): Promise<void>
  /**
   * Replaces the statement of revoked keys `before` by `next`, and marks the keys as revoked. Changes nothing and
   * resolves to false if the stored statement is not `before`.
   */
  revoke(userId: UserId, before: Revocations | null, next: Revocations, revoked: readonly PublicKey[]): Promise<boolean>
  /** Stores missed calls, each once, all or none. Drops those of unclaimed IDs. */
  keepMissed(entries: readonly MissedEntry[]): Promise<void>
  /** The newest `MAX_MISSED` missed calls, oldest first. */
  listMissed(userId: UserId): Promise<MissedCall[]>
  /** Adds a call link by its hash, or stores that it is in use now. */
  keepCallLink(hash: string, at: number): Promise<void>
  /** Stores that these links are in use now; ignores unknown ones. */
  useCallLinks(hashes: readonly string[], at: number): Promise<void>
  /** When the link of this hash was last in use; null if it is unknown. */
  findCallLink(hash: string): Promise<{ usedAt: number } | null>
  /** Drops all links last used before this time. */
  dropCallLinks(before: number): Promise<void>
  /** True if anybody has claimed an ID. */
  hasUsers(): Promise<boolean>
  /** 32 random bytes, generated at the first request and stored. */
  secret(): Promise<Uint8Array>
  close(): Promise<void>
}
