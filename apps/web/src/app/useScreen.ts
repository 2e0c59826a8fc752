import { useCallback, useEffect, useState } from 'react'

/** A screen that one enters and leaves again, also by the browser's or the phone's own "back". */
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
  // The entry made by entering goes with it; that it has gone closes the screen.
  const leave = useCallback(() => history.back(), [])
  return { open, enter, leave }
}
