import type { CallMedia } from '@parley/protocol'
import type { Generated } from 'kysely'

/** What the database holds. Times: milliseconds on the server's clock. */
export interface Tables {
  ids: {
    /** The ID as it is compared. */
    key: string
    user_id: string
    root: string
    /** JSON. */
    revocations: string | null
    created_at: number
    seen_at: number
  }
  keys: {
    id: string
    key: string
    /** JSON. */
    certificates: string
    added_at: number
    seen_at: number | null
    revoked: Generated<number>
  }
  /** One row. */
  secrets: {
    id: 1
    /** In base64url. */
    secret: string
  }
  call_links: {
    /** SHA-256 of the link, which it does not tell. */
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
