import { type RefObject, useEffect, useState } from 'react'

const restMs = 3000

export type FadingControls = {
  stage: RefObject<HTMLElement | null>
  /** While an element in it has focus, the controls stay. */
  controls: RefObject<HTMLElement | null>
  /** True while something else, such as an open menu, keeps the controls. */
  hold: boolean
}

/**
 * True while the controls show. They fade after three seconds without a move and return at once on a move, key, touch or
 * focus. The touch that brings them back does nothing else, so it cannot hang up.
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
      // Browsers report a move when elements under a resting pointer change, as when the controls fade.
      if (event.clientX === last.x && event.clientY === last.y) return
      last = { x: event.clientX, y: event.clientY }
      wake()
    }
    const down = (event: PointerEvent) => {
      // A mouse moves before it presses and sees the button; a finger does not.
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
