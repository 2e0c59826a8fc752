import type { MediaProblem } from '@parley/client'

/** A camera that may be used hangs if it has not started by then. Milliseconds. */
const STARTS_MS = 8_000
/** The camera that faces away from the person, if there are two. */
const WISH = { facingMode: 'environment', width: { ideal: 1280 } }

/** Why the scanner's camera did not start, from the rejection of a request for it. */
export function scanProblem(error: unknown): MediaProblem {
  if (!isSecureContext) return 'insecure'
  const name = error instanceof DOMException ? error.name : ''
  if (name === 'NotAllowedError') return 'denied'
  if (name === 'NotSupportedError') return 'unsupported'
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'missing'
  return name === 'NotReadableError' || name === 'AbortError' ? 'inUse' : 'unknown'
}

async function isGranted(): Promise<boolean> {
  try {
    return (await navigator.permissions.query({ name: 'camera' })).state === 'granted'
  } catch {
    // Not every browser tells.
    return false
  }
}

/**
 * Opens the camera for the scanner.
 *
 * @param stuck called if the person has allowed it and it has not started in `STARTS_MS`; it may still come
 */
export async function openScanCamera(stuck: () => void): Promise<MediaStream> {
  // The type says that it is always there.
  const devices = navigator.mediaDevices as MediaDevices | undefined
  if (!devices) throw new DOMException('no media devices', 'NotSupportedError')
  let answered = false
  let timer: ReturnType<typeof setTimeout> | undefined
  const lookLater = () => {
    timer = setTimeout(() => void look(), STARTS_MS)
  }
  async function look(): Promise<void> {
    const granted = await isGranted()
    if (answered) return
    if (granted) stuck()
    // A prompt may be open, and a person may take any time.
    else lookLater()
  }
  lookLater()
  try {
    return await devices.getUserMedia({ video: WISH })
  } finally {
    answered = true
    clearTimeout(timer)
  }
}
