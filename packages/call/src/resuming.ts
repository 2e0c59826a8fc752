import { CallId, CallKind, CallLink, CallMedia, DeviceRef, DisplayName, limits, UserId } from '@parley/protocol'
import type { InCall } from './callState.ts'

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 0

/** Whether something that a page has kept, and others may have changed, is a call that it can resume. */
export function isInCall(value: unknown): value is InCall {
  return (
    isObject(value) &&
    value.status === 'IN_CALL' &&
    CallId.safeParse(value.callId).success &&
    CallKind.safeParse(value.kind).success &&
    UserId.safeParse(value.peer).success &&
    (value.name === undefined || DisplayName.safeParse(value.name).success) &&
    (value.link === undefined || CallLink.safeParse(value.link).success) &&
    DeviceRef.safeParse(value.device).success &&
    (value.role === 'initiator' || value.role === 'responder') &&
    isCount(value.attempt) &&
    value.attempt < limits.MAX_ATTEMPTS &&
    CallMedia.safeParse(value.media).success &&
    isCount(value.since) &&
    (value.ticket === null || typeof value.ticket === 'string')
  )
}
