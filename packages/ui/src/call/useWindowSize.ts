import { useEffect, useState } from 'react'

const read = () => ({ width: window.innerWidth, height: window.innerHeight })

/** The size of the page's window in CSS pixels, which in a call is the size of the stage. */
export function useWindowSize(): { width: number; height: number } {
  const [size, setSize] = useState(read)
  useEffect(() => {
    const measure = () => setSize(read())
    window.addEventListener('resize', measure)
    return () => window.removeEventListener('resize', measure)
  }, [])
  return size
}
