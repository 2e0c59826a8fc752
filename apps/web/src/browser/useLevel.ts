import type { Calls } from '@parley/client'
import { useCalls } from '@parley/react'
import { useCallback, useEffect, useRef } from 'react'

/** Where there is no Web Audio the meter stays still: a decoration must not cost the call. */
function attempt<T>(create: () => T): T | null {
  try {
    return create()
  } catch {
    return null
  }
}

/** Reads how loud the microphone of a stream is now, 0 to 1. */
export function useLevel(stream: MediaStream | null): () => number {
  const { createLevelMeter } = useCalls()
  const meter = useRef<ReturnType<Calls['createLevelMeter']> | null>(null)
  const track = stream?.getAudioTracks()[0] ?? null
  useEffect(() => {
    if (!track) return
    const current = attempt(() => createLevelMeter(track))
    meter.current = current
    return () => {
      meter.current = null
      current?.close()
    }
  }, [track, createLevelMeter])
  return useCallback(() => meter.current?.read() ?? 0, [])
}
