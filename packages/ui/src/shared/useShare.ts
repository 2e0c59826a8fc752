import { useEffect, useState } from 'react'

export type ShareState = 'idle' | 'done' | 'failed'

const restMs = 2500

/** Runs a share, or makes what is shared, and remembers for a moment how it went; `onShare` says whether it worked. */
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
      // A clipboard that refuses is the same to the person as one that is not there.
      setState('failed')
    }
  }
  return { state, share }
}
