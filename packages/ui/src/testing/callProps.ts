import { vi } from 'vitest'
import type { CallScreenProps } from '../call/CallScreen.tsx'
import { fakeStream } from './media.ts'

/** A video call with ada that is well; a test changes only what it is about. */
export function callProps(over: Partial<CallScreenProps> = {}): CallScreenProps {
  return {
    peer: 'ada',
    since: 0,
    clock: () => 65_000,
    remoteStream: fakeStream(),
    localStream: fakeStream(),
    remote: { microphone: true, camera: true, screen: false },
    connection: 'connected',
    quality: 'good',
    videoPaused: false,
    standing: 'known',
    safety: null,
    muted: false,
    cameraOn: true,
    cameraProblem: null,
    microphoneProblem: null,
    sharing: false,
    canShare: true,
    devices: { cameras: [{ id: 'c', label: 'Webcam' }], microphones: [{ id: 'm', label: '' }], speakers: [] },
    cameraId: 'c',
    microphoneId: 'm',
    speakerId: null,
    lessData: false,
    onToggleMute: vi.fn(),
    onToggleCamera: vi.fn(),
    onToggleShare: vi.fn(),
    onCamera: vi.fn(),
    onMicrophone: vi.fn(),
    onSpeaker: vi.fn(),
    onLessData: vi.fn(),
    onHangUp: vi.fn(),
    onVerified: vi.fn(),
    onTrustChange: vi.fn(),
    onKeepVideo: vi.fn(),
    ...over,
  }
}
