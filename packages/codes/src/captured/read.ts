import { readFileSync } from 'node:fs'
import type { CodeDescription } from '../code.ts'

const wants = ['voice', 'video'] as const
const types = ['offer', 'answer'] as const

export interface Captured extends CodeDescription {
  name: string
  media: (typeof wants)[number]
}

/**
 * What Chromium 156 wrote, all candidates gathered, `max-bundle`, with one data channel: `open` with leave to use camera
 * and microphone, so with its addresses; `hidden` without, so with mDNS names.
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
