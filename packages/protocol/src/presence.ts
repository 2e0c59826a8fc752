import * as z from 'zod/mini'
import { UserId } from './ids.ts'

/** One person in "People online". */
export const Person = z.strictObject({ userId: UserId, state: z.enum(['online', 'inCall']) })
export type Person = z.infer<typeof Person>

/** A change of a watcher's list: people new or changed, people who left the list, and how many match the query. */
export const PresenceChange = z.strictObject({
  changed: z.array(Person),
  gone: z.array(UserId),
  total: z.int(),
})
export type PresenceChange = z.infer<typeof PresenceChange>
