import { type RefObject, useEffect } from 'react'

/** Focuses a screen when it appears, so that its name is announced; not if an element in it has focus already. */
export function useFirstFocus(screen: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    if (!screen.current?.contains(document.activeElement)) screen.current?.focus({ preventScroll: true })
  }, [screen])
}
