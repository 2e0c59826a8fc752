import type { RevocationList, Self } from '@parley/identity'
import type { DeviceId, DeviceRef, Identity, Revocations } from '@parley/protocol'

/** Revoked keys of the own ID: as they are shown to others, and what that says. */
export interface OwnRevocations {
  signed: Revocations
  list: RevocationList
}

/** Who this device acts as, with what it knows of its ID's revoked keys. */
export interface Acting {
  self: Self
  deviceId: DeviceId
  revocations: OwnRevocations | null
}

/** What others are shown of who this device is. */
export const identityOf = ({ self, revocations }: Acting): Identity => ({
  root: self.root,
  certificates: self.certificates,
  revocations: revocations?.signed ?? null,
})

/** How this device is addressed. */
export const deviceOf = ({ self, deviceId }: Acting): DeviceRef => ({ userId: self.userId, deviceId })
