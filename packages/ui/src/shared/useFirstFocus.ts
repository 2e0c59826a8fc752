import { type RefObject, useEffect } from 'react'

/** Gives a screen focus when it appears, so that its name is spoken; not if something in it was quicker. */
export function useFirstFocus(screen: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    if (!screen.current?.contains(document.activeElement)) screen.current?.focus({ preventScroll: true })
  }, [screen])
}
