import type { PublicKey, UserId } from '@parley/protocol'

/** What one device shows another that is to join its ID. It opens the ID to who has it, until it is used or has run out. */
export interface DeviceInvite {
  /** 128 bits, base64url. No server ever sees it. */
  secret: string
  userId: UserId
  /** The root key of the ID, which a server must not replace; absent if another client than this made the invite. */
  root?: PublicKey
}
