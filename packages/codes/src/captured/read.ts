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
 * Descriptions with all candidates gathered, `max-bundle` and one data channel: Chromium 156's, and Firefox 153's, of
 * which the answers are to Chromium. `open`: with permission for camera and microphone, so with IP addresses; `hidden`:
 * without, so with mDNS names; Firefox gives names for fake devices either way.
 */
export const captured: readonly Captured[] = wants.flatMap((media) =>
  types.flatMap((type) =>
    [
      ['Chromium', `${media}-open-${type}`],
      ['Chromium', `${media}-hidden-${type}`],
      ['Firefox', `${media}-${type}`],
    ].map(([browser = '', file]) => {
      const place = new URL(`./${browser.toLowerCase()}/${file}.sdp`, import.meta.url)
      return { name: `${browser}’s ${file}`, media, type, sdp: readFileSync(place, 'utf8').replaceAll('\n', '\r\n') }
    }),
  ),
)
