import type { CallMedia } from '@parley/protocol'
import type { Generated } from 'kysely'

/** The tables of the database. Times in milliseconds since the epoch. */
export interface Tables {
  ids: {
    /** The ID in its compared form; see `userKey`. */
    key: string
    user_id: string
    root: string
    /** As JSON; null if no key was ever revoked. */
    revocations: string | null
    created_at: number
    seen_at: number
    /** 1 if it was ever in an answered call, or may have been. */
    answered: 0 | 1
  }
  keys: {
    id: string
    key: string
    /** As JSON. */
    certificates: string
    added_at: number
    seen_at: number | null
    /** 0 if valid, 1 if revoked by name, 2 if it fell with the key that certified it. */
    revoked: Generated<number>
  }
  /** A single row. */
  secrets: {
    id: 1
    /** 32 bytes in base64url. */
    secret: string
  }
  call_links: {
    /** SHA-256 of the link in base64url; it does not reveal the link. */
    hash: string
    created_at: number
    used_at: number
  }
  /** A single row. */
  directory: {
    id: 1
    /** Random, made with the directory. */
    identity: string
    /** IDs claimed, keys added and keys removed; it only grows. */
    acknowledged: number
  }
  missed_calls: MissedCallRow
  /** Calls to IDs without an owner. They are written like missed calls, so that the time of the answer does not tell who exists. */
  missed_by_nobody: MissedCallRow
}

/** A missed call. */
export interface MissedCallRow {
  id: string
  call_id: string
  caller: string
  media: CallMedia
  at: number
}
