import type { RevocationList, Self } from '@parley/identity'
import type { DeviceId, DeviceRef, Identity, Revocations } from '@parley/protocol'

/** The revoked keys of the own ID: the signed statement, which is shown to others, and its content. */
export interface OwnRevocations {
  signed: Revocations
  list: RevocationList
}

/** The identity this device acts with. `revocations`: the revoked keys of its ID; null if none are known. */
export interface Acting {
  self: Self
  deviceId: DeviceId
  revocations: OwnRevocations | null
}

/** This device's identity as it is shown to others. */
export const identityOf = ({ self, revocations }: Acting): Identity => ({
  root: self.root,
  certificates: self.certificates,
  revocations: revocations?.signed ?? null,
})

/** This device's address in calls. */
export const deviceOf = ({ self, deviceId }: Acting): DeviceRef => ({ userId: self.userId, deviceId })
