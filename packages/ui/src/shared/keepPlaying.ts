import { systemClock } from '@parley/protocol'
import { playMedia } from './playMedia.ts'

/** An element that is paused again so soon after it was started again is held by somebody. Milliseconds. */
const HELD_MS = 2_000
/** The gestures in which every browser lets a page play sound; iOS knows neither `pointerdown` nor `touchstart` as one. */
const GESTURES = ['click', 'touchend', 'keydown'] as const

/** An element that is kept playing. */
export interface Playing {
  /** Tries again: something has changed that may let it play. */
  again(): void
  /** Lets it be. */
  stop(): void
}

/**
 * Keeps an element playing. What pauses it from outside (a headset pulled out, a phone call, a media key) is answered by
 * playing again; if it is paused again at once, or the browser refuses, it waits for the next press anywhere on the page,
 * or until the page is seen again.
 *
 * @param waits told whether it waits, each time that is known
 */
export function keepPlaying(element: HTMLMediaElement, waits: (waiting: boolean) => void = () => {}): Playing {
  let over = false
  let latest = 0
  let resumedAt = Number.NEGATIVE_INFINITY
  let waiting = false

  async function attempt(): Promise<void> {
    latest += 1
    const mine = latest
    const outcome = await playMedia(element)
    // A stopped attempt is followed by another stream's.
    if (!over && mine === latest && outcome !== 'stopped') wait(outcome === 'blocked')
  }
  // Never rejects.
  const again = () => void attempt()
  const onSeen = () => {
    if (document.visibilityState === 'visible') again()
  }
  const onPlaying = () => wait(false)

  function onPause(): void {
    // A stream that ends or is taken away pauses the element, too.
    if (!element.srcObject || element.ended) return
    const held = systemClock.now() - resumedAt < HELD_MS
    resumedAt = systemClock.now()
    if (held) {
      latest += 1
      wait(true)
    } else again()
  }

  function wait(next: boolean): void {
    if (next !== waiting) {
      waiting = next
      for (const gesture of GESTURES) {
        if (next) document.addEventListener(gesture, again)
        else document.removeEventListener(gesture, again)
      }
      if (next) document.addEventListener('visibilitychange', onSeen)
      else document.removeEventListener('visibilitychange', onSeen)
    }
    waits(next)
  }

  element.addEventListener('pause', onPause)
  element.addEventListener('playing', onPlaying)
  again()
  return {
    again,
    stop() {
      over = true
      element.removeEventListener('pause', onPause)
      element.removeEventListener('playing', onPlaying)
      if (waiting) wait(false)
    },
  }
}
