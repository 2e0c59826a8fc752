import { safetyNumber } from '@parley/client'
import type { PublicKey } from '@parley/protocol'
import { useEffect, useState } from 'react'
import { whenIdle } from './whenIdle.ts'

type SafetyNumber = Awaited<ReturnType<typeof safetyNumber>>

/** What the two compare to know that nobody is between them; null until it is made, which takes a moment on purpose. */
export function useSafetyNumber(mine: PublicKey | null, theirs: PublicKey | null): SafetyNumber | null {
  const [made, setMade] = useState<{ of: string; number: SafetyNumber } | null>(null)
  const of = `${mine} ${theirs}`
  useEffect(() => {
    if (!mine || !theirs) return
    let wanted = true
    const cancel = whenIdle(() => {
      safetyNumber(mine, theirs).then(
        (number) => wanted && setMade({ of, number }),
        // Without it there is nothing to compare; the call itself does not depend on it.
        () => undefined,
      )
    })
    return () => {
      wanted = false
      cancel()
    }
  }, [mine, theirs, of])
  return made?.of === of ? made.number : null
}
