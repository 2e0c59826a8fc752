import type { Calls } from '@parley/client'
import { useCalls } from '@parley/react'
import { useCallback, useEffect, useRef } from 'react'

/** Returns null if `create` throws: without Web Audio the meter stays at 0, and the call goes on. */
function attempt<T>(create: () => T): T | null {
  try {
    return create()
  } catch {
    return null
  }
}

/** Returns a function that reads the loudness of the stream's microphone, 0 to 1. */
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
