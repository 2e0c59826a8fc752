import type { Teardown } from '../ports.ts'

/**
 * What may let a context run again. Only the end of a press counts as one everywhere: WebKit starts no sound at
 * `pointerdown` or `touchstart`.
 */
const OCCASIONS = ['click', 'touchend', 'keydown', 'visibilitychange'] as const

/**
 * Keeps an AudioContext running. It may begin suspended (the browsers' autoplay policy), and the system may interrupt it,
 * as WebKit does for a phone call: then it is resumed at once, and again at each press, until torn down.
 *
 * @param page the target of the person's presses: the document, or its window
 */
export function keepRunning(
  context: Pick<AudioContext, 'state' | 'resume' | 'addEventListener' | 'removeEventListener'>,
  page: Pick<EventTarget, 'addEventListener' | 'removeEventListener'>,
): Teardown {
  const resume = () => {
    // Rejects if the context has been closed meanwhile, or is still interrupted: its next state tells.
    if (context.state !== 'running' && context.state !== 'closed') context.resume().catch(() => undefined)
  }
  resume()
  context.addEventListener('statechange', resume)
  for (const occasion of OCCASIONS) page.addEventListener(occasion, resume)
  return () => {
    context.removeEventListener('statechange', resume)
    for (const occasion of OCCASIONS) page.removeEventListener(occasion, resume)
  }
}
