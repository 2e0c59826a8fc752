import {
  type Ack,
  type CallId,
  type CallLink,
  type ClientContract,
  type Clock,
  type DeviceRef,
  type ErrorCode,
  isGuest,
  limits,
  type Payload,
  sameDevice,
  sameUser,
} from '@parley/protocol'
import type { Logger } from 'pino'
import { type Call, isParty } from '../calls/call.ts'
import type { MeetingPlace, Meetings } from '../calls/meeting.ts'
import type { Waiter } from '../calls/transitions.ts'
import type { WaitingPlace } from '../calls/waiting.ts'
import type { Directory } from '../directory/directory.ts'
import { createSerialQueues } from '../sockets/serialQueues.ts'
import type { WaitAtLink } from './callLinkWaiters.ts'
import { hashOfLink } from './hashOfLink.ts'
import type { MemoryCallLinkWaiters } from './memoryCallLinkWaiters.ts'

/** How often it is written down which links are in use, and those forgotten that have run out. Milliseconds. */
const NOTE_MS = 60 * 60_000

/** More tries than there are reasons for somebody who waits to be unfit; then something is wrong. */
const ATTEMPTS = 5

export interface CallLinkServiceOptions {
  directory: Pick<Directory, 'keepCallLink' | 'useCallLinks' | 'findCallLink' | 'dropCallLinks'>
  meetings: Meetings
  waiters: MemoryCallLinkWaiters
  clock: Clock
  log: Logger
}

export type CallLinkService = ReturnType<typeof createCallLinkService>

type JoinAck = Ack<ClientContract, 'joinLink'>

const alone: JoinAck = { ok: true, call: null, waiting: 0 }
const refuse = (error: ErrorCode) => ({ ok: false, error }) as const

/**
 * Decides about call links: who makes one, who may come in by it, and when it has run out. A link is in use while somebody
 * waits at it or two are in a call there. Knows no link, only hashes; tells nobody who waits.
 */
export function createCallLinkService({ directory, meetings, waiters, clock, log }: CallLinkServiceOptions) {
  /** All that happens at one link happens in order. */
  const queues = createSerialQueues()
  /** The links of calls that are there. */
  const calls = new Map<CallId, string>()
  const writing = new Set<Promise<void>>()
  let stopTimer: (() => void) | null = null
  let droppedAt = Number.NEGATIVE_INFINITY
  let closed = false

  const isInUse = () => waiters.size > 0 || calls.size > 0

  /** That a link was in use now is worth knowing, not worth failing for. */
  function note(links: readonly string[]): void {
    if (links.length === 0 || closed) return
    const written = directory
      .useCallLinks(links, clock.now())
      .catch((error: unknown) => log.error({ err: error }, 'the use of call links could not be noted'))
      .finally(() => writing.delete(written))
    writing.add(written)
  }

  async function noteAll(): Promise<void> {
    note([...new Set([...(await waiters.links()), ...calls.values()])])
  }

  /** While a link is in use it is noted time and again, also for a server that comes after this one. */
  function keepNoting(): void {
    if (closed || !isInUse()) {
      stopTimer?.()
      stopTimer = null
    } else {
      stopTimer ??= clock.setTimeout(() => {
        stopTimer = null
        void noteAll().then(keepNoting)
      }, NOTE_MS)
    }
  }

  async function stopWaiting(wait: WaitAtLink): Promise<void> {
    if (!(await waiters.leave(wait))) return
    note([wait.link])
    keepNoting()
  }

  async function isAlive(link: string): Promise<boolean> {
    if ((await waiters.at(link)) || (await meetings.isTaken(link))) return true
    const kept = await directory.findCallLink(link)
    return kept !== null && clock.now() < kept.usedAt + limits.CALL_LINK_MS
  }

  async function wait(link: string, waiter: Waiter, before: Waiter | null): Promise<JoinAck> {
    await waiters.enter(link, waiter)
    keepNoting()
    // The person has gone on, on another device.
    if (before && !sameDevice(before.device, waiter.device)) await meetings.dismiss(before, 'answeredElsewhere')
    return alone
  }

  /** Meets whoever waits there, or waits. */
  async function enter(place: MeetingPlace & { link: string }, waiter: Waiter): Promise<JoinAck> {
    const { link } = place
    const { device } = waiter
    for (let tries = 0; tries < ATTEMPTS; tries += 1) {
      const other = await waiters.at(link)
      if (!other || sameUser(other.device.userId, device.userId)) return wait(link, waiter, other)
      const meet = await meetings.meet(place, [other, waiter])
      if (meet.outcome === 'full') return refuse('full')
      if (meet.outcome === 'met') {
        await waiters.leave({ link, waiter: other })
        return meetings.show(meet.call, device)
      }
      if (meet.who.includes(other)) {
        await stopWaiting({ link, waiter: other })
        await meetings.dismiss(other, 'alreadyInCall')
      }
      if (meet.who.includes(waiter)) return (await meetings.asked(waiter, place)) ?? refuse('alreadyInCall')
    }
    return refuse('unavailable')
  }

  async function join(link: string, waiter: Waiter): Promise<JoinAck> {
    const place = { kind: 'link', link } as const
    const asked = await meetings.asked(waiter, place)
    if (asked) return asked
    if (!(await isAlive(link))) return refuse('linkGone')
    const refusal = await meetings.refusal(waiter, place)
    if (refusal) return refusal
    note([link])
    return enter(place, waiter)
  }

  /** Forgets what has run out; never what is in use, which has been noted within the hour. */
  async function dropOld(): Promise<void> {
    if (clock.now() - droppedAt < NOTE_MS) return
    droppedAt = clock.now()
    await directory.dropCallLinks(clock.now() - limits.CALL_LINK_MS)
  }

  const leave: WaitingPlace['leave'] = async (device, isMeant) => {
    const wait = await waiters.find(device)
    if (wait && isMeant(wait.waiter.callId)) await stopWaiting(wait)
  }

  return {
    leave,
    createCallLink: async ({ link }: { link: CallLink }): Promise<Ack<ClientContract, 'createCallLink'>> => {
      await dropOld()
      const at = clock.now()
      await directory.keepCallLink(hashOfLink(link), at)
      return { ok: true, expiresAt: at + limits.CALL_LINK_MS }
    },
    /** A name is a guest's only: nobody with an ID passes for somebody else by one. */
    joinLink: (device: DeviceRef, payload: Payload<ClientContract, 'joinLink'>): Promise<JoinAck> => {
      const { callId, media, name } = payload
      const link = hashOfLink(payload.link)
      const waiter = { callId, device, media, name: isGuest(device.userId) ? name : null }
      return queues.run(link, () => join(link, waiter))
    },
    /** A call that began by waiting is there, or is not any more. */
    meetingChanged: (call: Call, there: boolean): void => {
      const link = call.meeting?.link ?? null
      if (link === null) return
      if (there) calls.set(call.callId, link)
      else if (calls.delete(call.callId)) note([link])
      keepNoting()
      if (there)
        void queues
          .run(link, () => makeWay(call, link))
          .catch((error: unknown) => log.error({ err: error }, 'a call link failed'))
    },
    get size() {
      return waiters.size
    },
    get timers() {
      return stopTimer ? 1 : 0
    },
    /** Resolves when all is written, or has failed to be. */
    close: async (): Promise<void> => {
      await noteAll()
      closed = true
      keepNoting()
      await Promise.all(writing)
    },
  }

  /** Who came after a restart, before the two whose call it is, waits for nobody there. */
  async function makeWay(call: Call, link: string): Promise<void> {
    const waiter = await waiters.at(link)
    if (!waiter || isParty(call, waiter.device) || !calls.has(call.callId)) return
    await stopWaiting({ link, waiter })
    await meetings.dismiss(waiter, 'full')
  }
}
