import type { Certificates, MissedCall, PublicKey, Revocations, UserId } from '@parley/protocol'

/** Whose an ID is: the root key that claimed it, and the newest statement about keys of it that count no more. */
export interface Binding {
  /** As its first device typed it. */
  readonly userId: UserId
  readonly root: PublicKey
  readonly revocations: Revocations | null
}

/** A key of an ID that counts. Times: milliseconds on the server's clock. */
export interface StoredKey {
  readonly key: PublicKey
  readonly certificates: Certificates
  readonly addedAt: number
  /** When a device last connected with it, to the hour; null if none ever has. */
  readonly seenAt: number | null
}

/** A call that a user did not take. */
export interface MissedEntry {
  readonly userId: UserId
  readonly missed: MissedCall
}

/** How many missed calls are kept for one user; the oldest give way. */
export const MAX_MISSED = 50

/**
 * What the server remembers of people: whose an ID is, its keys and the calls missed by it; which call links were made, but not what they are; and a secret of its own. IDs
 * are the same whatever their case. Verifies no signature: what it is given has been. What it acknowledges outlives the
 * process.
 */
export interface Directory {
  /** Binds an ID to a root; the first to come has it. The root becomes the first of its keys. */
  claim(userId: UserId, root: PublicKey, at: number): Promise<{ claimed: boolean; binding: Binding }>
  find(userId: UserId): Promise<Binding | null>
  /**
   * Adds a key that counts, or notes another way to it. Resolves to false if the ID is nobody's, or has
   * limits.MAX_KEYS already.
   */
  addKey(userId: UserId, key: PublicKey, certificates: Certificates, at: number): Promise<boolean>
  /** Those that count: the root's first, then the oldest. */
  listKeys(userId: UserId): Promise<StoredKey[]>
  /** Notes that a device connected with this key, at most once an hour. */
  sawKey(userId: UserId, key: PublicKey, at: number): Promise<void>
  /**
   * Replaces the statement about revoked keys, and no longer lists those. Resolves to false, with nothing changed, if
   * the statement was not `before` any more.
   */
  revoke(userId: UserId, before: Revocations | null, next: Revocations, revoked: readonly PublicKey[]): Promise<boolean>
  /** Keeps missed calls, each once, all or none; those of an ID that is nobody's are dropped in silence. */
  keepMissed(entries: readonly MissedEntry[]): Promise<void>
  /** The newest ones, oldest first. */
  listMissed(userId: UserId): Promise<MissedCall[]>
  /** Keeps a call link by its hash, or notes that it was in use now. */
  keepCallLink(hash: string, at: number): Promise<void>
  /** Notes that these links were in use now; one that is not known stays so. */
  useCallLinks(hashes: readonly string[], at: number): Promise<void>
  /** When the link of this hash was last in use; null if it is not known. */
  findCallLink(hash: string): Promise<{ usedAt: number } | null>
  /** Forgets all links that were last in use before then. */
  dropCallLinks(before: number): Promise<void>
  /** Whether anybody has an ID here. */
  hasUsers(): Promise<boolean>
  /** 32 random bytes, made when they are first asked for and the same ever after. */
  secret(): Promise<Uint8Array>
  close(): Promise<void>
}
