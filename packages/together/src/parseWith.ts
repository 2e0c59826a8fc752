import type { ChannelPayload } from '@parley/webrtc'
import type * as z from 'zod/mini'

/** Makes of a schema what a channel's listener takes: the value, or undefined if it does not fit. */
export function parseWith<T>(schema: z.ZodMiniType<T>): (payload: ChannelPayload) => T | undefined {
  return (payload) => {
    const { success, data } = schema.safeParse(payload)
    return success ? data : undefined
  }
}
