import * as z from 'zod/mini'
import { MAX_MESSAGE_BYTES } from './limits.ts'
import { Signal } from './signal.ts'

/** Why a device leaves a call it was connected in. */
export const ByeReason = z.enum(['hangup', 'lost', 'failed', 'insecure'])
export type ByeReason = z.infer<typeof ByeReason>

/**
 * What the two devices tell each other over their own `control` data channel, without the server.
 * `media`: what this side sends now; `screen` is sent instead of the camera. The whole state each time, so a lost or repeated message does no harm.
 * `veiled`: whoever sends this does not want to see or be seen clearly yet; it may be left out for false.
 * `bye`: the sender ends the call, for this reason, and sends nothing more.
 * `signal`: the same as over the server, once the two are connected.
 * `seq` grows over all messages of one sender; one that does not is ignored.
 */
export const ControlMessage = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('media'),
    seq: z.int(),
    microphone: z.boolean(),
    camera: z.boolean(),
    screen: z.boolean(),
    veiled: z.optional(z.boolean()),
  }),
  z.strictObject({ type: z.literal('bye'), seq: z.int(), reason: ByeReason }),
  z.strictObject({ type: z.literal('signal'), seq: z.int(), signal: Signal }),
])
export type ControlMessage = z.infer<typeof ControlMessage>

/** The largest message of any other type than `signal`, in characters. */
const MAX_SHORT = 4_096

/** Parses one message of the `control` channel; null if it is not one, however it is broken. */
export function parseControl(data: unknown): ControlMessage | null {
  if (typeof data !== 'string' || data.length > MAX_MESSAGE_BYTES) return null
  try {
    const parsed = ControlMessage.safeParse(JSON.parse(data))
    if (!parsed.success) return null
    return parsed.data.type === 'signal' || data.length <= MAX_SHORT ? parsed.data : null
  } catch {
    return null
  }
}
