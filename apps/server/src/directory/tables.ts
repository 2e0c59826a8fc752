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
  }
  keys: {
    id: string
    key: string
    /** As JSON. */
    certificates: string
    added_at: number
    seen_at: number | null
    /** 1 if revoked, else 0. */
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
  missed_calls: {
    id: string
    call_id: string
    caller: string
    media: CallMedia
    at: number
  }
}
