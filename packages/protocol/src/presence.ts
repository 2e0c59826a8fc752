import * as z from 'zod/mini'
import { UserId } from './ids.ts'

/** One line of "People online". */
export const Person = z.strictObject({ userId: UserId, state: z.enum(['online', 'inCall']) })
export type Person = z.infer<typeof Person>

/** What a watcher's list became since it was last told: people new or changed, people gone from it, and all who match. */
export const PresenceChange = z.strictObject({
  changed: z.array(Person),
  gone: z.array(UserId),
  total: z.int(),
})
export type PresenceChange = z.infer<typeof PresenceChange>
