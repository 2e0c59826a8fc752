import { useCallback, useEffect, useState } from 'react'

/** A screen with a history entry of its own, so that "back" of the browser or phone leaves it. */
export function useScreen(): { open: boolean; enter(): void; leave(): void } {
  const [open, setOpen] = useState(false)
  useEffect(() => {
    if (!open) return
    const left = () => setOpen(false)
    addEventListener('popstate', left)
    return () => removeEventListener('popstate', left)
  }, [open])
  const enter = useCallback(() => {
    history.pushState(null, '')
    setOpen(true)
  }, [])
  // Removes the history entry that `enter` made; its `popstate` event closes the screen.
  const leave = useCallback(() => history.back(), [])
  return { open, enter, leave }
}
