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

/** How long an ID that was never in an answered call stays its owner's without being online: 90 days. Milliseconds. */
export const KEPT_MS = 90 * 24 * 60 * 60_000

/** What can be asked of a directory. Sees every change whose promise has resolved. */
export interface DirectoryReads {
  /** The binding of an ID; null if nobody has claimed it. */
  find(userId: UserId): Promise<Binding | null>
  /** True if anybody may claim this ID at this time: nobody has, or its owner did not keep it (see `KEPT_MS`). */
  isFree(userId: UserId, at: number): Promise<boolean>
  /** True if this is a valid key of the ID. */
  hasKey(userId: UserId, key: PublicKey): Promise<boolean>
  /** True if this is a valid key of the ID, and these are its certificates. */
  hasSameKey(userId: UserId, key: PublicKey, certificates: Certificates): Promise<boolean>
  /** The valid keys: the root first, then by age, oldest first. */
  listKeys(userId: UserId): Promise<StoredKey[]>
  /** The newest `MAX_MISSED` missed calls, oldest first. */
  listMissed(userId: UserId): Promise<MissedCall[]>
  /** When the link of this hash was last in use; null if it is unknown. */
  findCallLink(hash: string): Promise<{ usedAt: number } | null>
  /** True if anybody has claimed an ID. */
  hasUsers(): Promise<boolean>
}

/** What can be changed in a directory. A change outlives the process and a power cut once its promise has resolved. */
export interface DirectoryWrites {
  /**
   * Binds an ID that is free (see `isFree`) to a root, which becomes its first key; nothing of an earlier owner stays. Of
   * any other ID, returns the existing binding.
   */
  claim(userId: UserId, root: PublicKey, at: number): Promise<{ claimed: boolean; binding: Binding }>
  /**
   * Adds a key, or replaces the certificates of a known one. Resolves to false if the ID is unclaimed, or if its keys and
   * those that were revoked by name are `limits.MAX_KEYS`: a statement names that many, so that each key can be revoked.
   */
  addKey(userId: UserId, key: PublicKey, certificates: Certificates, at: number): Promise<boolean>
  /** Stores that a device connected with this key; at most once an hour for each key. */
  sawKey(userId: UserId, key: PublicKey, at: number): Promise<void>
  /** Stores that these IDs were in an answered call; ignores unclaimed ones. */
  noteAnswered(userIds: readonly UserId[]): Promise<void>
  /**
   * Replaces the statement of revoked keys `before` by `next`, and marks the keys as revoked. Changes nothing and
   * resolves to false if the stored statement is not `before`.
   *
   * @param revoked the keys that the statement names
   * @param fallen the keys that went with these; their places are free again
   */
  revoke(
    userId: UserId,
    before: Revocations | null,
    next: Revocations,
    revoked: readonly PublicKey[],
    fallen?: readonly PublicKey[],
  ): Promise<boolean>
  /** Stores missed calls, each once, all or none. Those of unclaimed IDs cost the same, and are never told. */
  keepMissed(entries: readonly MissedEntry[]): Promise<void>
  /** Adds a call link by its hash, or stores that it is in use now. */
  keepCallLink(hash: string, at: number): Promise<void>
  /** Stores that these links are in use now; ignores unknown ones. */
  useCallLinks(hashes: readonly string[], at: number): Promise<void>
  /** Drops all links last used before this time. */
  dropCallLinks(before: number): Promise<void>
  /** 32 random bytes, generated at the first request and stored. */
  secret(): Promise<Uint8Array>
}

/**
 * The server's lasting memory: IDs with their keys and missed calls, the hashes of call links, and the server's secret.
 * IDs are compared without case. Verifies no signature: callers have done so. Times in milliseconds since the epoch.
 */
export interface Directory extends DirectoryReads, DirectoryWrites {
  /** Resolves once every change that was asked for is stored. */
  close(): Promise<void>
}
