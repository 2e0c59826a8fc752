import { type RefObject, useEffect, useRef } from 'react'

/**
 * Gives an element focus whenever what it is about becomes something else, so that it is spoken and the button that led
 * here cannot be pressed on. Not when it appears: who shows it sees to that.
 */
export function useStepFocus(element: RefObject<HTMLElement | null>, step: string): void {
  const last = useRef(step)
  useEffect(() => {
    if (last.current === step) return
    last.current = step
    element.current?.focus({ preventScroll: true })
  }, [element, step])
}
