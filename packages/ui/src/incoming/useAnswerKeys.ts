import { type KeyboardEvent, useEffect, useRef } from 'react'

/** So long nothing may have been typed before a key counts. Milliseconds. */
const CALM_MS = 1_000

/** The keys that answer: Enter and Space press the button in focus, Escape silences. */
const ANSWERING: ReadonlySet<string> = new Set(['Enter', ' ', 'Escape'])

/**
 * Keeps a dialog that opens by itself from being answered by somebody who types: a key counts once a second has passed
 * since the dialog opened and since the last letter, and never if it was held down before. Returns the handlers for the dialog.
 *
 * @param clock the page's monotonic clock, in milliseconds
 * @param onEscape called for Escape, once it counts and no menu takes it
 */
export function useAnswerKeys(clock: () => number, onEscape: () => void) {
  const calmSince = useRef(Number.POSITIVE_INFINITY)
  /** The keys that went down when they counted: a button is pressed when Space comes up. */
  const taken = useRef(new Set<string>())
  useEffect(() => {
    calmSince.current = clock()
  }, [clock])

  function stop(event: KeyboardEvent): void {
    event.preventDefault()
    event.stopPropagation()
  }

  return {
    onKeyDownCapture(event: KeyboardEvent) {
      const calm = clock() - calmSince.current >= CALM_MS
      const answers = ANSWERING.has(event.key)
      if (event.key.length === 1 || (answers && !calm)) calmSince.current = Math.max(calmSince.current, clock())
      if (!answers) return
      if (!calm || event.repeat) stop(event)
      else taken.current.add(event.key)
    },
    onKeyUpCapture(event: KeyboardEvent) {
      if (ANSWERING.has(event.key) && !taken.current.delete(event.key)) stop(event)
    },
    onKeyDown(event: KeyboardEvent) {
      const inMenu =
        event.target instanceof Element && event.target.closest('[role="listbox"], [role="combobox"]') !== null
      if (event.key === 'Escape' && !inMenu && !event.defaultPrevented) onEscape()
    },
  }
}
