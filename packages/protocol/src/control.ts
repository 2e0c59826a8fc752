import * as z from 'zod/mini'

/**
 * What the two devices tell each other over their own `control` data channel, without the server.
 * `media`: what this side sends now; `screen` is sent instead of the camera. The whole state each time, so a lost or repeated message does no harm;
 * `seq` grows, and an older one is ignored.
 */
export const ControlMessage = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('media'),
    seq: z.int(),
    microphone: z.boolean(),
    camera: z.boolean(),
    screen: z.boolean(),
  }),
])
export type ControlMessage = z.infer<typeof ControlMessage>

/** Parses one message of the `control` channel; null if it is not one, however it is broken. */
export function parseControl(data: unknown): ControlMessage | null {
  if (typeof data !== 'string' || data.length > 4096) return null
  try {
    const parsed = ControlMessage.safeParse(JSON.parse(data))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}
