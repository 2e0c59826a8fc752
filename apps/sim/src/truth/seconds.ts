import type { CallState, InCall } from '@parley/call'
import type { DeviceRef } from '@parley/protocol'
import type { SimClock } from '../simClock.ts'

/** Rounding, and the drift of a clock during a call. Milliseconds. */
const SLACK_MS = 1_500

/** How long before its crash a page has given its last sign at most. Milliseconds. */
const BEAT_MS = 5_000

/** How much a wall clock that is set between two pages adds at most to the seconds of a call: the longest patience. Milliseconds. */
const SET_MS = 35_000

/** Checks how long the two talked, as a person reads it, and when a call ended. */
export interface SecondsWatch {
  /** @param own the time of the page, and of the device's wall clock */
  moved(device: DeviceRef, before: CallState, after: CallState, own: { now: number; wall: number }): void
  /** The page has gone, and the next one may resume this call. */
  left(device: DeviceRef, call: CallState): void
}

interface Talk {
  /** When it began and how long it was then, in the person's eyes; by the world's clock. */
  since: number
  before: number
  /** How long the last page was in it; null while it still is. */
  talked: number | null
}

/** Creates a check that has seen no call. `clock`: the world's. */
export function createSecondsWatch(clock: SimClock, fail: (problem: string) => void): SecondsWatch {
  const talks = new Map<string, Talk>()
  const nameOf = ({ deviceId }: DeviceRef, callId: string) => `${deviceId} ${callId}`
  const lasted = ({ since, before }: Talk) => clock.now() - since + before

  /** Between two pages a device has only its wall clock. */
  function resumed(device: DeviceRef, { callId, since }: InCall, now: number): void {
    const talk = talks.get(nameOf(device, callId))
    if (!talk) return
    const before = now - since
    const least = (talk.talked ?? 0) - BEAT_MS - SLACK_MS
    if (before < least || before > (talk.talked ?? 0) + SET_MS + SLACK_MS)
      fail(`18: ${device.deviceId} resumes ${callId} at ${before} ms, after ${talk.talked} ms`)
    talks.set(nameOf(device, callId), { since: clock.now(), before, talked: null })
  }

  return {
    moved: (device, before, after, own) => {
      if (after.status === 'IN_CALL') {
        if (before.status === 'IDLE') resumed(device, after, own.now)
        else if (before.status !== 'IN_CALL')
          talks.set(nameOf(device, after.callId), { since: clock.now(), before: 0, talked: null })
        return
      }
      if (after.status !== 'IDLE' || before.status === 'IDLE' || !after.lastEnd) return
      const { callId, seconds, at } = after.lastEnd
      if (at !== own.wall) fail(`18: ${device.deviceId} shows that ${callId} ended ${own.wall - at} ms ago`)
      const talk = talks.get(nameOf(device, callId))
      const wrong = seconds === null || !talk ? 0 : Math.abs(seconds * 1_000 - lasted(talk))
      if (wrong > SLACK_MS) fail(`18: ${device.deviceId} shows ${seconds} s of ${callId}, which is ${wrong} ms off`)
    },
    left: (device, call) => {
      const talk = call.status === 'IN_CALL' ? talks.get(nameOf(device, call.callId)) : undefined
      if (talk) talk.talked = lasted(talk)
    },
  }
}
