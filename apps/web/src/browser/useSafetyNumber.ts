import { safetyNumber } from '@parley/client'
import type { PublicKey } from '@parley/protocol'
import { useEffect, useState } from 'react'
import { whenIdle } from './whenIdle.ts'

type SafetyNumber = Awaited<ReturnType<typeof safetyNumber>>

/** The safety number of two keys; null until it is computed, which is slow on purpose. */
export function useSafetyNumber(mine: PublicKey | null, theirs: PublicKey | null): SafetyNumber | null {
  const [made, setMade] = useState<{ of: string; number: SafetyNumber } | null>(null)
  const of = `${mine} ${theirs}`
  useEffect(() => {
    if (!mine || !theirs) return
    let wanted = true
    const cancel = whenIdle(() => {
      safetyNumber(mine, theirs).then(
        (number) => wanted && setMade({ of, number }),
        // Without it there is nothing to compare, but the call does not depend on it.
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
