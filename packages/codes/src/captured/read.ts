import { readFileSync } from 'node:fs'
import type { CodeDescription } from '../code.ts'

const wants = ['voice', 'video'] as const
const types = ['offer', 'answer'] as const

/** A captured description and the media it is for. */
export interface Captured extends CodeDescription {
  name: string
  media: (typeof wants)[number]
}

/**
 * Descriptions of Chromium 156 with all candidates gathered, `max-bundle` and one data channel. `open`: with permission
 * for camera and microphone, so with IP addresses. `hidden`: without, so with mDNS names.
 */
export const captured: readonly Captured[] = wants.flatMap((media) =>
  types.flatMap((type) =>
    ['open', 'hidden'].map((how) => {
      const name = `${media}-${how}-${type}`
      const sdp = readFileSync(new URL(`./${name}.sdp`, import.meta.url), 'utf8').replaceAll('\n', '\r\n')
      return { name, media, type, sdp }
    }),
  ),
)
