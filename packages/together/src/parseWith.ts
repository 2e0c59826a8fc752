import type { ChannelPayload } from '@parley/webrtc'
import type * as z from 'zod/mini'

/** Turns a schema into the parser of a channel's listener: it returns the value, or undefined if it does not fit. */
export function parseWith<T>(schema: z.ZodMiniType<T>): (payload: ChannelPayload) => T | undefined {
  return (payload) => {
    const { success, data } = schema.safeParse(payload)
    return success ? data : undefined
  }
}
