import type { PublicKey, UserId } from '@parley/protocol'

/** The invite by which a device joins an ID. Until it is used or expires, anybody who has it can ask to join. */
export interface DeviceInvite {
  /** 128 random bits in base64url. They are never sent to a server. */
  secret: string
  userId: UserId
  /** The root key of the ID, so that a server cannot replace it; absent if another client made the invite. */
  root?: PublicKey
}
