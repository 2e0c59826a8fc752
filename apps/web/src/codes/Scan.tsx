import type { MediaProblem } from '@parley/client'
import { type Scan as ScanOf, ScanView } from '@parley/ui/codes'
import { useEffect, useEffectEvent, useRef, useState } from 'react'

/** How often the camera's picture is searched for a code. Milliseconds. */
const LOOK_EVERY_MS = 200

function problemOf(error: unknown): MediaProblem {
  if (!isSecureContext) return 'insecure'
  const name = error instanceof DOMException ? error.name : ''
  if (name === 'NotAllowedError') return 'denied'
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'missing'
  return name === 'NotReadableError' ? 'inUse' : 'unknown'
}

/** Opens the camera, the one that faces away from the person if there are two, until this is unmounted. */
function Scan({ onFound, onClose }: { onFound(text: string): void; onClose(): void }) {
  const [stream, setStream] = useState<MediaStream | null>(null)
  const [problem, setProblem] = useState<MediaProblem | null>(null)
  const video = useRef<HTMLVideoElement>(null)
  const found = useEffectEvent(onFound)
  useEffect(() => {
    let wanted = true
    let opened: MediaStream | null = null
    let timer: ReturnType<typeof setTimeout> | undefined
    async function run(): Promise<void> {
      // The reader is loaded first: if it is not available, no camera is opened.
      const { createQrReader } = await import('./qrReader.ts')
      const read = await createQrReader()
      if (!wanted) return
      const wish = { facingMode: 'environment', width: { ideal: 1280 } }
      opened = await navigator.mediaDevices.getUserMedia({ video: wish })
      if (!wanted) return stop()
      setStream(opened)
      const look = async () => {
        const text = video.current && video.current.videoWidth > 0 ? await read(video.current) : null
        if (!wanted) return
        if (text === null) timer = setTimeout(() => void look(), LOOK_EVERY_MS)
        else found(text)
      }
      await look()
    }
    function stop(): void {
      for (const track of opened?.getTracks() ?? []) track.stop()
    }
    run().catch((error: unknown) => wanted && setProblem(problemOf(error)))
    return () => {
      wanted = false
      clearTimeout(timer)
      stop()
    }
  }, [])
  return <ScanView stream={stream} problem={problem} video={video} onClose={onClose} />
}

/** Renders the scanner for a paste field. */
export const scan: ScanOf = (found, close) => <Scan onFound={found} onClose={close} />
