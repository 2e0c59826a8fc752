import { type CallId, type DeviceRef, type UserId, userKey } from '@parley/protocol'

/** Records what people and pages have done in each call. The checks judge the state of a call by it. */
export interface Deeds {
  dialled(callId: CallId, device: DeviceRef, callee: UserId): void
  accepted(callId: CallId, device: DeviceRef): void
  /** The device has left the call, for any reason. */
  left(callId: CallId, device: DeviceRef): void
  /** The device is in the call now, even if it had left it before. */
  entered(callId: CallId, device: DeviceRef): void
  /** The device's page has left the call, and no later page may resume it. */
  quit(callId: CallId, device: DeviceRef): void
  /** The device has learned that another device answered the call. */
  cameTooLate(callId: CallId, device: DeviceRef): void
  wasTooLate(callId: CallId, device: DeviceRef): boolean
  hasEntered(callId: CallId, device: DeviceRef): boolean
  hasQuit(callId: CallId, device: DeviceRef): boolean
  hasAccepted(callId: CallId, device: DeviceRef): boolean
  hasLeft(callId: CallId, device: DeviceRef): boolean
  /** True if a device of this user has left the call. */
  someoneLeft(callId: CallId, userId: UserId): boolean
  /** The device that dialled the call, and the callee; null if nobody dialled it. */
  diallerOf(callId: CallId): { device: DeviceRef; callee: UserId } | null
}

const nameOf = (callId: CallId, { userId, deviceId }: DeviceRef): string => `${callId} ${userKey(userId)} ${deviceId}`

export function createDeeds(): Deeds {
  const dialled = new Map<CallId, { device: DeviceRef; callee: UserId }>()
  const accepted = new Set<string>()
  const entered = new Set<string>()
  const quitted = new Set<string>()
  const left = new Set<string>()
  const tooLate = new Set<string>()
  const leavers = new Set<string>()

  function leave(callId: CallId, device: DeviceRef): void {
    left.add(nameOf(callId, device))
    leavers.add(`${callId} ${userKey(device.userId)}`)
  }

  return {
    dialled: (callId, device, callee) => void dialled.set(callId, { device, callee }),
    accepted: (callId, device) => void accepted.add(nameOf(callId, device)),
    left: leave,
    entered: (callId, device) => {
      entered.add(nameOf(callId, device))
      quitted.delete(nameOf(callId, device))
    },
    quit: (callId, device) => {
      quitted.add(nameOf(callId, device))
      leave(callId, device)
    },
    cameTooLate: (callId, device) => void tooLate.add(nameOf(callId, device)),
    wasTooLate: (callId, device) => tooLate.has(nameOf(callId, device)),
    hasEntered: (callId, device) => entered.has(nameOf(callId, device)),
    hasQuit: (callId, device) => quitted.has(nameOf(callId, device)),
    hasAccepted: (callId, device) => accepted.has(nameOf(callId, device)),
    hasLeft: (callId, device) => left.has(nameOf(callId, device)),
    someoneLeft: (callId, userId) => leavers.has(`${callId} ${userKey(userId)}`),
    diallerOf: (callId) => dialled.get(callId) ?? null,
  }
}
