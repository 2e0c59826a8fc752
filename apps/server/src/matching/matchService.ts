import {
  type Ack,
  type CallId,
  type ClientContract,
  type Clock,
  type DeviceRef,
  type Payload,
  sameDevice,
} from '@parley/protocol'
import type { Logger } from 'pino'
import type { Deliver } from '../calls/announce.ts'
import { answererOf, type Call, isCaller, isParty } from '../calls/call.ts'
import type { MeetingPlace, Meetings } from '../calls/meeting.ts'
import type { WaitingPlace } from '../calls/waiting.ts'
import { createExpiringMap } from '../expiringMap.ts'
import { createSerialQueues } from '../serialQueues.ts'
import type { MatchQueue, Seeker } from './matchQueue.ts'
import { createQueueNews } from './queueNews.ts'

/** How long a match can be reported after it began. Milliseconds. */
const REPORTABLE_MS = 60 * 60_000

/** The most reportable matches remembered; each takes two entries, one for each ID of its call. */
const MAX_REPORTABLE = 20_000

/** The ports of a match service. */
export interface MatchServiceOptions {
  queue: MatchQueue
  meetings: Meetings
  deliver: Deliver
  clock: Clock
  log: Logger
}

/** Pairs users who wait for a match; see `createMatchService`. */
export type MatchService = ReturnType<typeof createMatchService>

type MatchAck = Ack<ClientContract, 'findMatch'>

const place: MeetingPlace = { kind: 'match', link: null }
/** The name of the only serial queue: all matching runs in order. */
const QUEUE = 'queue'

/**
 * Creates the service that pairs users who wait, first come, first served. Past meetings and reports are kept in memory
 * only.
 */
export function createMatchService({ queue, meetings, deliver, clock, log }: MatchServiceOptions) {
  const queues = createSerialQueues()
  const news = createQueueNews({ queue, deliver, clock, log })
  const reportable = createExpiringMap<Call>({ now: clock.now, keepMs: REPORTABLE_MS, max: MAX_REPORTABLE })
  let stopTimer: (() => void) | null = null
  let timerAt = Number.POSITIVE_INFINITY
  let closed = false

  /** Called when the queue has changed: announces its size and sets the timer of the next pairing. */
  async function changed(): Promise<void> {
    news.changed()
    const next = await queue.nextDue()
    if (next === timerAt) return
    stopTimer?.()
    stopTimer = null
    timerAt = next ?? Number.POSITIVE_INFINITY
    if (closed || next === null) return
    stopTimer = clock.setTimeout(
      () => {
        stopTimer = null
        timerAt = Number.POSITIVE_INFINITY
        queues.run(QUEUE, pairDue).catch((error: unknown) => log.error({ err: error }, 'two could not be paired'))
      },
      Math.max(0, next - clock.now()),
    )
  }

  async function dismiss(seeker: Seeker): Promise<void> {
    await queue.leave(seeker)
    await meetings.dismiss(seeker, 'alreadyInCall')
  }

  /** Brings two into a call, or tells which of them are unfit. */
  async function pair(one: Seeker, other: Seeker): Promise<{ call: Call } | { unfit: readonly object[] }> {
    const meet = await meetings.meet(place, [one, other])
    if (meet.outcome !== 'met') return { unfit: meet.outcome === 'unfit' ? meet.who : [one, other] }
    const { call } = meet
    await queue.met(one.device.userId, other.device.userId)
    for (const each of [one, other]) {
      reportable.set(each.callId, call)
      await queue.leave(each)
    }
    return { call }
  }

  /** Pairs the seeker with the first waiting user it may meet, or lets it wait. */
  async function seek(seeker: Seeker): Promise<MatchAck> {
    for (;;) {
      const partner = await queue.seek(seeker)
      if (!partner) return { ok: true, call: null, waiting: await queue.count() }
      const paired = await pair(partner, seeker)
      if ('call' in paired) return meetings.show(paired.call, seeker.device)
      // The partner is in a call on another device, or is leaving.
      if (paired.unfit.includes(partner)) await dismiss(partner)
      if (paired.unfit.includes(seeker)) {
        await queue.leave(seeker)
        return (await meetings.asked(seeker, place)) ?? { ok: false, error: 'alreadyInCall' }
      }
    }
  }

  async function pairDue(): Promise<void> {
    for (const seeker of await queue.due()) {
      const now = await queue.find(seeker.device.userId)
      if (now?.callId !== seeker.callId) continue
      const ack = await seek(seeker)
      if (!ack.ok) await meetings.dismiss(seeker, 'alreadyInCall')
    }
    await changed()
  }

  async function find(seeker: Seeker): Promise<MatchAck> {
    const { device, callId } = seeker
    const answered = (await meetings.asked(seeker, place)) ?? (await meetings.refusal(seeker, place))
    if (answered) return answered
    const older = await queue.find(device.userId)
    if (older && older.callId !== callId) {
      await queue.leave(older)
      // The same user waits on another device now.
      if (!sameDevice(older.device, device)) await meetings.dismiss(older, 'answeredElsewhere')
    }
    const ack = await seek(seeker)
    if (ack.ok && !ack.call) news.told(callId, ack.waiting)
    await changed()
    return ack
  }

  const leave: WaitingPlace['leave'] = async (device, isMeant) => {
    const seeker = await queue.find(device.userId)
    if (!seeker || !sameDevice(seeker.device, device) || !isMeant(seeker.callId)) return
    if (await queue.leave(seeker)) await changed()
  }

  return {
    leave,
    /** Pairs the device's user, or lets it wait; a repeated request gets the same answer. */
    findMatch: (device: DeviceRef, payload: Payload<ClientContract, 'findMatch'>): Promise<MatchAck> =>
      queues.run(QUEUE, () => find({ ...payload, device, name: null })),
    /** Reports the other user of a match that this device is in, or was in within `REPORTABLE_MS`. */
    reportMatch: async (
      device: DeviceRef,
      { callId }: { callId: CallId },
    ): Promise<Ack<ClientContract, 'reportMatch'>> => {
      const call = reportable.get(callId) ?? (await meetings.find(callId))
      if (call?.kind !== 'match' || !isParty(call, device)) return { ok: false, error: 'notInCall' }
      const other = isCaller(call, device) ? answererOf(call) : call.caller
      if (other && (await queue.report(device.userId, other.userId))) {
        log.warn({ event: 'reported', by: device.userId, whom: other.userId }, 'somebody was reported in a match')
      }
      return { ok: true }
    },
    get timers() {
      return news.timers + (stopTimer ? 1 : 0)
    },
    close: (): void => {
      closed = true
      stopTimer?.()
      stopTimer = null
      news.close()
    },
  }
}
