import { type RefObject, useLayoutEffect, useRef } from 'react'

/**
 * Keeps the keyboard's place in a section whose buttons come and go with its state: a button goes with what it was for, and
 * the keys must not become those of the call. Spread the result on the section.
 */
export function useKeptFocus(state: string): {
  ref: RefObject<HTMLElement | null>
  tabIndex: -1
  onFocus(): void
  onBlur(): void
} {
  const section = useRef<HTMLElement>(null)
  const focused = useRef(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: buttons come and go with the state.
  useLayoutEffect(() => {
    if (focused.current && document.activeElement === document.body) section.current?.focus({ preventScroll: true })
  }, [state])
  return {
    ref: section,
    tabIndex: -1,
    onFocus: () => {
      focused.current = true
    },
    onBlur: () => {
      focused.current = false
    },
  }
}
