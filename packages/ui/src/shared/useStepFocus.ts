import { type RefObject, useEffect, useRef } from 'react'

/**
 * Focuses an element whenever its subject changes, so that the new subject is announced and the pressed button cannot be
 * pressed again. Not on the first render, which its owner handles.
 */
export function useStepFocus(element: RefObject<HTMLElement | null>, step: string): void {
  const last = useRef(step)
  useEffect(() => {
    if (last.current === step) return
    last.current = step
    element.current?.focus({ preventScroll: true })
  }, [element, step])
}
