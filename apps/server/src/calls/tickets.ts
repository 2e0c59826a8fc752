import { createHmac, timingSafeEqual } from 'node:crypto'
import { CallKind, CallMedia, type Clock, DisplayName } from '@parley/protocol'
import * as z from 'zod'
import type { AnsweredCall } from './call.ts'

/** How long after its answer a call can be restored by ticket. Milliseconds. */
export const TICKET_MS = 12 * 60 * 60_000

const Device = z.strictObject({ userId: z.string(), deviceId: z.string() })
const Meeting = z.strictObject({
  link: z.nullable(z.string()),
  names: z.strictObject({ caller: z.nullable(DisplayName), callee: z.nullable(DisplayName) }),
})
const Content = z.strictObject({
  callId: z.string(),
  crossedBy: z.nullable(z.string()),
  kind: CallKind,
  media: CallMedia,
  rev: z.int(),
  /** Left out for a call by ID. */
  meeting: z.optional(Meeting),
  caller: Device,
  callee: Device,
  /** Milliseconds since the epoch, as another process reads them. */
  answeredAt: z.number(),
  expiresAt: z.number(),
  /** The service that issued it; left out by earlier versions. */
  boot: z.optional(z.string()),
})
type Content = z.infer<typeof Content>

/** Signed records of answered calls. A device shows its ticket to a server that has forgotten the call. */
export interface Tickets {
  /** Issues the call's ticket. The same call always gets the same ticket. */
  issue(call: AnsweredCall): string
  /**
   * The call of a ticket; null if the signature or content is invalid, or if it has expired. `fromEarlier`: another
   * service issued it, not this one.
   */
  read(ticket: string): { call: AnsweredCall; fromEarlier: boolean } | null
}

/**
 * Creates tickets signed with this secret by HMAC-SHA-256. They outlive the process, so they expire by the wall clock: a
 * clock set forward by `TICKET_MS` ends them early, and one set back lets them live as much longer.
 *
 * @param boot the name of this service, which no earlier one had
 */
export function createTickets(secret: Uint8Array, clock: Pick<Clock, 'now' | 'wall'>, boot: string): Tickets {
  const sign = (payload: Uint8Array): Buffer => createHmac('sha256', secret).update(payload).digest()

  /** Both devices get the same ticket, so it is signed once. */
  const issued = new WeakMap<AnsweredCall, string>()

  function write(call: AnsweredCall): string {
    const { callId, crossedBy, kind, media, rev, meeting, caller, answeredBy } = call
    const answeredAt = Math.round(clock.wall() - (clock.now() - call.answeredAt))
    // Field by field: the signed bytes must not depend on the order in which the call's fields were set.
    const content: Content = {
      callId,
      crossedBy,
      kind,
      media,
      rev,
      // JSON leaves out undefined fields.
      meeting: meeting
        ? { link: meeting.link, names: { caller: meeting.names.caller, callee: meeting.names.callee } }
        : undefined,
      caller: { userId: caller.userId, deviceId: caller.deviceId },
      callee: { userId: answeredBy.userId, deviceId: answeredBy.deviceId },
      answeredAt,
      expiresAt: answeredAt + TICKET_MS,
      boot,
    }
    const payload = Buffer.from(JSON.stringify(content))
    return `${payload.toString('base64url')}.${sign(payload).toString('base64url')}`
  }

  return {
    issue: (call) => {
      const ticket = issued.get(call) ?? write(call)
      issued.set(call, ticket)
      return ticket
    },
    read: (ticket) => {
      const [payload, mac] = ticket.split('.').map((part) => Buffer.from(part, 'base64url'))
      if (!payload || !mac) return null
      const expected = sign(payload)
      if (mac.length !== expected.length || !timingSafeEqual(mac, expected)) return null
      // The signature is valid, but another version of the server may have written it.
      const { data } = Content.safeParse(JSON.parse(payload.toString()))
      if (!data || clock.wall() >= data.expiresAt) return null
      const { callee, expiresAt: _, boot: by, meeting = null, ...known } = data
      // Not in the future, if the clock was set back since.
      const answeredAt = clock.now() - Math.max(0, clock.wall() - data.answeredAt)
      const answer = { callee: callee.userId, answeredBy: callee, placedAt: answeredAt, answeredAt }
      const call: AnsweredCall = { ...known, ...answer, state: 'answered', meeting }
      issued.set(call, ticket)
      return { call, fromEarlier: by !== boot }
    },
  }
}
