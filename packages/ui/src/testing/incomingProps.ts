import type { MediaProblem } from '@parley/protocol'
import { vi } from 'vitest'
import type { IncomingDialogProps } from '../incoming/IncomingDialog.tsx'
import type { CameraView } from '../types/call.ts'
import { fakeStream } from './media.ts'

/** A camera that works. */
export const cameraOn = (): CameraView => ({ stream: fakeStream(), state: 'on', problem: null })

/** A camera that does not. */
export const cameraFailed = (problem: MediaProblem): CameraView => ({ stream: null, state: 'failed', problem })

/** ada calls with video and everything works; a test changes only what it is about. */
export function incomingProps(over: Partial<IncomingDialogProps> = {}): IncomingDialogProps {
  return {
    caller: 'ada',
    standing: 'known',
    media: 'video',
    since: 0,
    clock: () => 4_000,
    camera: cameraOn(),
    microphone: { state: 'on', problem: null },
    cameras: [{ id: 'c', label: 'Webcam' }],
    microphones: [{ id: 'm', label: 'Headset' }],
    cameraId: 'c',
    microphoneId: 'm',
    onCamera: vi.fn(),
    onMicrophone: vi.fn(),
    readLevel: () => 0.5,
    onAccept: vi.fn(),
    onAcceptVoice: vi.fn(),
    onDecline: vi.fn(),
    quiet: false,
    onSilence: vi.fn(),
    onBlock: vi.fn(),
    onRetry: vi.fn(),
    ...over,
  }
}
