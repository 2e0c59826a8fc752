import type { Announcement } from '../calls/announce.ts'

type Fact = Pick<Announcement, 'event' | 'payload'>

/**
 * Describes an event in a few words that a test can compare: `callEnded timeout`, `incomingCall from ada`, or
 * `callMet link ada-1` with the caller's device.
 */
export function describeFact({ event, payload }: Fact): string {
  if ('waited' in payload) return `${event} ${payload.call.kind} ${payload.call.caller.deviceId}`
  if ('waiting' in payload) return `${event} ${payload.waiting}`
  if ('reason' in payload) return `${event} ${payload.reason}`
  if ('device' in payload && 'media' in payload) return `${event} ${payload.device.deviceId} ${payload.media}`
  if ('device' in payload) {
    const { deviceId, engaged } = payload.device
    return `${event} ${deviceId}${engaged ? ' engaged' : ''}`
  }
  if ('caller' in payload) return `${event} from ${callerOf(payload.caller)}`
  if ('from' in payload) return `${event} from ${payload.from.deviceId}`
  return event
}

const callerOf = (caller: string | { userId: string }): string => (typeof caller === 'string' ? caller : caller.userId)
