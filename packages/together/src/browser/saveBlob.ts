import { systemClock } from '@parley/protocol'

/** The browser has started to save after this time. Milliseconds. */
const BEGUN_MS = 60_000

/** Chromium drops all but ten downloads that a page begins within a second, and says nothing. Milliseconds. */
const APART_MS = 150

/** When the next download may begin. */
let free = 0

/** Saves a blob as a download under this name, as soon as the downloads before it let it. It is never opened. */
export function saveBlob(blob: Blob, name: string): void {
  const now = systemClock.now()
  const at = Math.max(now, free)
  free = at + APART_MS
  systemClock.setTimeout(() => begin(blob, name), at - now)
}

function begin(blob: Blob, name: string): void {
  // This media type keeps every browser from showing it in a page.
  const url = URL.createObjectURL(new Blob([blob], { type: 'application/octet-stream' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  systemClock.setTimeout(() => URL.revokeObjectURL(url), BEGUN_MS)
}
