import { useEffect, useState } from 'react'

export type ShareState = 'idle' | 'done' | 'failed'

const restMs = 2500

/** Runs a share and remembers its result for a moment; `onShare` returns whether it worked. */
export function useShare(onShare: () => Promise<boolean> | boolean): { state: ShareState; share: () => Promise<void> } {
  const [state, setState] = useState<ShareState>('idle')
  useEffect(() => {
    if (state === 'idle') return
    const timer = setTimeout(() => setState('idle'), restMs)
    return () => clearTimeout(timer)
  }, [state])
  const share = async () => {
    try {
      setState((await onShare()) ? 'done' : 'failed')
    } catch {
      // To the person, a clipboard that refuses is the same as a missing one.
      setState('failed')
    }
  }
  return { state, share }
}
