import type { MediaProblem } from '@parley/protocol'
import type { DeviceKind, Permission } from '../ports.ts'

/** One device as it was asked for; a null `deviceId` is the browser's default. */
export interface AskedDevice {
  kind: DeviceKind
  deviceId: string | null
}

/** The next step for one device after a request for it failed. */
export type Verdict = 'askAlone' | 'askDefault' | MediaProblem

/** The constraints that ask for these devices, in one request and so with one prompt. */
export function constraintsFor(asked: readonly AskedDevice[]): MediaStreamConstraints {
  const constraints: MediaStreamConstraints = {}
  for (const { kind, deviceId } of asked) {
    const device = deviceId === null ? {} : { deviceId: { exact: deviceId } }
    if (kind === 'microphone') {
      constraints.audio = { ...device, echoCancellation: true, noiseSuppression: true, autoGainControl: true }
    } else {
      constraints.video = { ...device, width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } }
    }
  }
  return constraints
}

/**
 * Decides the next step for one device of a failed request. The error names are those of `getUserMedia`.
 *
 * @param asked all devices of the request: a request for two fails as one, and does not say because of which
 */
export function judge(
  error: string,
  { kind, deviceId }: AskedDevice,
  asked: readonly AskedDevice[],
  permissions: Readonly<Record<DeviceKind, Permission>>,
): Verdict {
  const together = asked.length > 1
  switch (error) {
    case 'NotAllowedError': {
      if (permissions[kind] === 'denied') return 'denied'
      // If one of the two is blocked, browsers refuse both without a prompt: the person was not asked about the other yet.
      const refusedForAnother = asked.some((other) => permissions[other.kind] === 'denied')
      if (permissions[kind] === 'prompt') return refusedForAnother ? 'askAlone' : 'dismissed'
      // Granted by the browser but refused: the operating system blocks the browser.
      return together ? 'askAlone' : 'denied'
    }
    case 'SecurityError':
      return 'insecure'
    case 'NotSupportedError':
      return 'unsupported'
    case 'NotFoundError':
    case 'OverconstrainedError':
      if (together) return 'askAlone'
      return deviceId === null ? 'missing' : 'askDefault'
    case 'NotReadableError':
    case 'AbortError':
      return together ? 'askAlone' : 'inUse'
    default:
      return together ? 'askAlone' : 'unknown'
  }
}

/** The name by which `judge` knows a rejection; a DOMException need not be an Error of this realm. */
export function errorName(error: unknown): string {
  const named = typeof error === 'object' && error !== null && 'name' in error
  return named && typeof error.name === 'string' ? error.name : ''
}
