import * as z from 'zod/mini'
import { MAX_MESSAGE_BYTES } from './limits.ts'
import { Signal } from './signal.ts'

/** Why a device ends a call over the `control` channel. */
export const ByeReason = z.enum(['hangup', 'lost', 'failed', 'insecure'])
export type ByeReason = z.infer<typeof ByeReason>

/**
 * A message between the two devices over their `control` data channel, without the server.
 * `media`: the media the sender sends now; `screen` replaces the camera. It is the whole state each time, so that a
 * lost or repeated message does no harm. `veiled`: the sender does not want to see or be seen clearly yet; left out for
 * false.
 * `bye`: the sender ends the call and sends nothing more.
 * `signal`: a signal as over the server, used once the two are connected.
 * `seq` grows over all messages of a sender; the receiver ignores a message whose `seq` does not.
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

type MediaMessage = Extract<ControlMessage, { type: 'media' }>

/** What one side sends. `screen` is sent instead of the camera; `veiled`: this side does not want to see or be seen clearly yet. */
export type MediaState = Pick<MediaMessage, 'microphone' | 'camera' | 'screen'> & {
  veiled: NonNullable<MediaMessage['veiled']>
}

/** The largest message of a type other than `signal`, in characters. */
const MAX_SHORT = 4_096

/** Parses a message of the `control` channel; null if it is invalid. */
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
