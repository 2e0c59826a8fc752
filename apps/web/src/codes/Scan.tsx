import { cameraLent, type MediaProblem } from '@parley/client'
import { type Scan as ScanOf, ScanView } from '@parley/ui/codes'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { useDispatch } from 'react-redux'
import { openScanCamera, scanProblem } from './scanCamera.ts'

/** How often the camera's picture is searched for a code. Milliseconds. */
const LOOK_EVERY_MS = 200

/**
 * Opens the camera until this is unmounted. A call's camera is released meanwhile: many phones open one camera at a time,
 * and some computers have one.
 */
function Scan({ onFound, onClose }: { onFound(text: string): void; onClose(): void }) {
  const [stream, setStream] = useState<MediaStream | null>(null)
  const [problem, setProblem] = useState<MediaProblem | null>(null)
  const video = useRef<HTMLVideoElement>(null)
  const found = useEffectEvent(onFound)
  const dispatch = useDispatch()
  useEffect(() => {
    let wanted = true
    let opened: MediaStream | null = null
    let timer: ReturnType<typeof setTimeout> | undefined
    async function run(): Promise<void> {
      // The reader is loaded first: if it is not available, no camera is opened.
      const { createQrReader } = await import('./qrReader.ts')
      const read = await createQrReader()
      if (!wanted) return
      dispatch(cameraLent(true))
      opened = await openScanCamera(() => wanted && setProblem('stuck'))
      if (!wanted) return stop()
      setProblem(null)
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
    run().catch((error: unknown) => wanted && setProblem(scanProblem(error)))
    return () => {
      wanted = false
      clearTimeout(timer)
      stop()
      dispatch(cameraLent(false))
    }
  }, [dispatch])
  return <ScanView stream={stream} problem={problem} video={video} onClose={onClose} />
}

/** Renders the scanner for a paste field. */
export const scan: ScanOf = (found, close) => <Scan onFound={found} onClose={close} />
