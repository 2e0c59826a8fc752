import { type RefObject, useEffect, useState } from 'react'

const restMs = 3000

export type FadingControls = {
  stage: RefObject<HTMLElement | null>
  /** Whatever in it has focus keeps the controls there. */
  controls: RefObject<HTMLElement | null>
  /** True while there is a reason beyond this hook, an open menu for instance, to keep them. */
  hold: boolean
}

/**
 * Whether the controls show: they go after three seconds without a move, and are back at once on a move, key, touch or
 * focus. The touch that brings them back does nothing else: it cannot be the one that hangs up.
 */
export function useFadingControls({ stage, controls, hold }: FadingControls): boolean {
  const [shown, setShown] = useState(true)
  useEffect(() => {
    const element = stage.current
    if (!element) return
    let timer: ReturnType<typeof setTimeout> | undefined
    let last = { x: -1, y: -1 }
    let hidden = false
    let swallow = false
    const rest = () => {
      if (hold || controls.current?.contains(document.activeElement)) return
      hidden = true
      setShown(false)
    }
    const wake = () => {
      hidden = false
      setShown(true)
      clearTimeout(timer)
      timer = setTimeout(rest, restMs)
    }
    const move = (event: PointerEvent) => {
      // Browsers send a move when things under a resting pointer change, as they do when the controls fade.
      if (event.clientX === last.x && event.clientY === last.y) return
      last = { x: event.clientX, y: event.clientY }
      wake()
    }
    const down = (event: PointerEvent) => {
      // A mouse has moved before it presses and sees what it presses; a finger does not.
      swallow = hidden && event.pointerType === 'touch'
      wake()
    }
    const click = (event: MouseEvent) => {
      if (!swallow) return
      swallow = false
      event.preventDefault()
      event.stopPropagation()
    }
    wake()
    element.addEventListener('pointermove', move)
    element.addEventListener('pointerdown', down, true)
    element.addEventListener('click', click, true)
    element.addEventListener('focusin', wake)
    element.addEventListener('focusout', wake)
    window.addEventListener('keydown', wake)
    return () => {
      clearTimeout(timer)
      element.removeEventListener('pointermove', move)
      element.removeEventListener('pointerdown', down, true)
      element.removeEventListener('click', click, true)
      element.removeEventListener('focusin', wake)
      element.removeEventListener('focusout', wake)
      window.removeEventListener('keydown', wake)
    }
  }, [stage, controls, hold])
  return shown
}
