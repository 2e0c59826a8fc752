import type { CallId, DeviceRef, ErrorCode, UserId } from '@parley/protocol'
import type { Logger } from 'pino'
import { type AnsweredCall, type Call, type LiveCall, type RingingCall, silencedOf } from './call.ts'

/** Logs that a call was placed. */
export function logPlaced(log: Logger, { callId, caller, callee, media }: RingingCall): void {
  log.info({ callId, event: 'placed', caller: caller.userId, callee, media }, 'call placed')
}

/** Logs that two waiters were brought into a call. */
export function logMet(log: Logger, { callId, kind, caller, callee, media }: AnsweredCall): void {
  log.info({ callId, event: 'met', kind, caller: caller.userId, callee, media }, 'two who waited have met')
}

/** Logs that a call answered before a restart was restored. */
export function logAdopted(log: Logger, { callId, caller, callee, media }: AnsweredCall): void {
  log.info({ callId, event: 'adopted', caller: caller.userId, callee, media }, 'call taken up again')
}

/** Logs that an answered call was forgotten because both its devices have been away for too long. */
export function logForgotten(log: Logger, { callId }: AnsweredCall): void {
  log.info({ callId, event: 'forgotten' }, 'call let go of')
}

/** Logs why a call was refused. */
export function logRefused(log: Logger, callId: CallId, caller: DeviceRef, callee: UserId, error: ErrorCode): void {
  log.info({ callId, event: 'refused', caller: caller.userId, callee, error }, 'call refused')
}

/** Logs a change of a call by identifiers and reasons, never signals or names. */
export function logChange(log: Logger, before: LiveCall, after: Call): void {
  const { callId } = after
  switch (after.state) {
    case 'ringing':
      if (before.state === 'ringing' && after.ringing.length > before.ringing.length) {
        log.info({ callId, event: 'ringing', devices: after.ringing.length }, 'call ringing')
      }
      if (after.silenced !== null && after.silenced !== silencedOf(before)) {
        log.info({ callId, event: 'silenced', why: after.silenced }, 'call rings for nobody')
      }
      return
    case 'answered': {
      const seconds = Math.round((after.answeredAt - after.placedAt) / 1000)
      log.info({ callId, event: 'answered', deviceId: after.answeredBy.deviceId, seconds }, 'call answered')
      return
    }
    case 'ended': {
      const seconds = after.answer ? Math.round((after.endedAt - after.answer.at) / 1000) : 0
      log.info({ callId, event: 'ended', reason: after.reason, seconds }, 'call ended')
      return
    }
  }
}
