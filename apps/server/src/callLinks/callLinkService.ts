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
import { createSerialQueues } from '../serialQueues.ts'
import type { WaitAtLink } from './callLinkWaiters.ts'
import { hashOfLink } from './hashOfLink.ts'
import type { MemoryCallLinkWaiters } from './memoryCallLinkWaiters.ts'

/** How often the use of links is stored and expired links are dropped. Milliseconds. */
const NOTE_MS = 60 * 60_000

/** Attempts before a request is refused as unavailable; more than ever needed. */
const ATTEMPTS = 5

/** The ports of a call link service. */
export interface CallLinkServiceOptions {
  directory: Pick<Directory, 'keepCallLink' | 'useCallLinks' | 'findCallLink' | 'dropCallLinks'>
  meetings: Meetings
  waiters: MemoryCallLinkWaiters
  clock: Clock
  log: Logger
}

/** Decides about call links; see `createCallLinkService`. */
export type CallLinkService = ReturnType<typeof createCallLinkService>

type JoinAck = Ack<ClientContract, 'joinLink'>

const alone: JoinAck = { ok: true, call: null, waiting: 0 }
const refuse = (error: ErrorCode) => ({ ok: false, error }) as const

/**
 * Creates the service that decides about call links: making one, joining at one, and when one has expired. A link is in
 * use while somebody waits at it or a call is in progress there. Keeps only hashes of links; tells nobody who waits.
 * An unused link outlives the process, so its age is measured by the wall clock: a clock set forward ends it early, one
 * set back lets it live as much longer. A link in use is not affected.
 */
export function createCallLinkService({ directory, meetings, waiters, clock, log }: CallLinkServiceOptions) {
  /** Serializes the work at each link. */
  const queues = createSerialQueues()
  /** The links of the calls in progress. */
  const calls = new Map<CallId, string>()
  const writing = new Set<Promise<void>>()
  let stopTimer: (() => void) | null = null
  let droppedAt = Number.NEGATIVE_INFINITY
  let closed = false

  const isInUse = () => waiters.size > 0 || calls.size > 0

  /** Stores that these links are in use now. A failure is only logged. */
  function note(links: readonly string[]): void {
    if (links.length === 0 || closed) return
    const written = directory
      .useCallLinks(links, clock.wall())
      .catch((error: unknown) => log.error({ err: error }, 'the use of call links could not be noted'))
      .finally(() => writing.delete(written))
    writing.add(written)
  }

  async function noteAll(): Promise<void> {
    note([...new Set([...(await waiters.links()), ...calls.values()])])
  }

  /** Stores every `NOTE_MS` which links are in use, so that they outlast a restart. Stops when none is. */
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

  /** True if somebody can join at the link with this hash. */
  async function isAlive(link: string): Promise<boolean> {
    if ((await waiters.at(link)) || (await meetings.isTaken(link))) return true
    const kept = await directory.findCallLink(link)
    return kept !== null && clock.wall() < kept.usedAt + limits.CALL_LINK_MS
  }

  async function wait(link: string, waiter: Waiter, before: Waiter | null): Promise<JoinAck> {
    await waiters.enter(link, waiter)
    keepNoting()
    // The same user waits on another device now.
    if (before && !sameDevice(before.device, waiter.device)) await meetings.dismiss(before, 'answeredElsewhere')
    return alone
  }

  /** Brings the waiter into a call with the user who waits at the link, or lets it wait. */
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

  /** Drops expired links, at most once an hour. A link in use was noted within the hour, so it is never dropped. */
  async function dropOld(): Promise<void> {
    if (clock.now() - droppedAt < NOTE_MS) return
    droppedAt = clock.now()
    await directory.dropCallLinks(clock.wall() - limits.CALL_LINK_MS)
  }

  const leave: WaitingPlace['leave'] = async (device, isMeant) => {
    const wait = await waiters.find(device)
    if (wait && isMeant(wait.waiter.callId)) await stopWaiting(wait)
  }

  return {
    leave,
    isAlive,
    /** Makes a call link, or extends one that exists. */
    createCallLink: async ({ link }: { link: CallLink }): Promise<Ack<ClientContract, 'createCallLink'>> => {
      await dropOld()
      await directory.keepCallLink(hashOfLink(link), clock.wall())
      return { ok: true, validForMs: limits.CALL_LINK_MS }
    },
    /** Joins at a link. Only a guest's display name counts, so that a user with an ID cannot pose as another. */
    joinLink: (device: DeviceRef, payload: Payload<ClientContract, 'joinLink'>): Promise<JoinAck> => {
      const { callId, media, name } = payload
      const link = hashOfLink(payload.link)
      const waiter = { callId, device, media, name: isGuest(device.userId) ? name : null }
      return queues.run(link, () => join(link, waiter))
    },
    /** Called when a call between two waiters begins or ends. */
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
    /** Stores the use of links once more and stops. Resolves also if that fails. */
    close: async (): Promise<void> => {
      await noteAll()
      closed = true
      keepNoting()
      await Promise.all(writing)
    },
  }

  /** Dismisses a user who began to wait at the link after a restart, before its call was restored. */
  async function makeWay(call: Call, link: string): Promise<void> {
    const waiter = await waiters.at(link)
    if (!waiter || isParty(call, waiter.device) || !calls.has(call.callId)) return
    await stopWaiting({ link, waiter })
    await meetings.dismiss(waiter, 'full')
  }
}
