/** The rule for who may make this device ring. */
export type RingRule = 'everyone' | 'contacts' | 'nobody'

/** Somebody who may ring when only contacts may; `verified` once the safety number was compared. */
export type ContactItem = { userId: string; verified: boolean }

/** A key of the own ID. Times: milliseconds since the epoch. */
export type DeviceItem = {
  key: string
  /** The device's name for itself, such as "Chrome on Android"; null if unknown. */
  name: string | null
  /** `first`: the one that claimed the ID. `recovery`: a file, not a device. */
  kind: 'first' | 'device' | 'recovery'
  /** Whether it is this very browser. */
  here: boolean
  online: boolean
  addedAt: number
  /** When it was last online; null if it never was. */
  seenAt: number | null
}

/** Why the devices are not listed. */
export type DevicesProblem = 'unreachable' | 'failed'

/** How far adding one more device has come, on the device that is already in. `expiresAt`: by the page's monotonic clock. */
export type AddDeviceState =
  | { step: 'opening' }
  | { step: 'open'; url: string; qr: readonly (readonly boolean[])[]; expiresAt: number }
  | { step: 'joined'; label: string; digits: string }
  | { step: 'done'; label: string }
  | { step: 'failed'; why: AddDeviceProblem }

/** Why no device was added; `full`: the ID has as many as it may have. */
export type AddDeviceProblem = 'expired' | 'unreachable' | 'full' | 'failed'

/** How far this browser has come in joining an ID by a link. */
export type JoinState =
  | { step: 'ask'; userId: string }
  | { step: 'working' }
  | { step: 'digits'; userId: string; digits: string }
  | { step: 'failed'; why: JoinProblem }

/**
 * Why this browser did not join. `already`: it is one of that ID's. `gone`: the link was used or has run out. `forged`: an
 * answer came from somebody else.
 */
export type JoinProblem = 'already' | 'gone' | 'refused' | 'unreachable' | 'forged' | 'outdated' | 'failed'

/** How far a recovery file is made. */
export type RecoveryFileState =
  | { step: 'idle' }
  | { step: 'working' }
  | { step: 'done'; fileName: string }
  | { step: 'failed' }

/** Why an ID was not recovered. `removed`: the file was taken away from the ID. */
export type RecoverProblem = 'notAFile' | 'wrongPassphrase' | 'removed' | 'unreachable' | 'failed'
