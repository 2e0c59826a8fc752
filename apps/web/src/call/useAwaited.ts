import type { MediaSnapshot } from '@parley/client'
import type { MediaDevice } from '@parley/ui'
import { useEffect, useState } from 'react'

/** A device that has not started by then is worth a word: the person may not have seen the prompt. Milliseconds. */
const SOON_MS = 5_000

/** Returns the devices that have been starting for some seconds; null if there is none. */
export function useAwaited({ camera, microphone }: Pick<MediaSnapshot, 'camera' | 'microphone'>): MediaDevice | null {
  const starting = [camera.state === 'starting', microphone.state === 'starting']
  const [cameraLate, microphoneLate] = [useLate(starting[0] === true), useLate(starting[1] === true)]
  if (cameraLate && microphoneLate) return 'both'
  return cameraLate ? 'camera' : microphoneLate ? 'microphone' : null
}

/** True once this has been so for `SOON_MS`. */
function useLate(starting: boolean): boolean {
  const [late, setLate] = useState(false)
  useEffect(() => {
    setLate(false)
    if (!starting) return
    const timer = setTimeout(() => setLate(true), SOON_MS)
    return () => clearTimeout(timer)
  }, [starting])
  return starting && late
}
