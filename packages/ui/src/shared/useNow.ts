import { useEffect, useState } from 'react'

/** The time in milliseconds, renewed every `everyMs`; the clock comes in so that tests own it. */
export function useNow(clock: () => number, everyMs: number): number {
  const [now, setNow] = useState(clock)
  useEffect(() => {
    const tick = () => setNow(clock())
    tick()
    const timer = setInterval(tick, everyMs)
    return () => clearInterval(timer)
  }, [clock, everyMs])
  return now
}
