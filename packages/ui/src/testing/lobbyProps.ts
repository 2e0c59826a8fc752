import { vi } from 'vitest'
import type { LobbyDevices } from '../lobby/LobbyScreen.tsx'
import { cameraOn } from './incomingProps.ts'

/** One's own devices in a lobby, all well; a test changes only what it is about. */
export const lobbyDevices = (over: Partial<LobbyDevices> = {}): LobbyDevices => ({
  camera: cameraOn(),
  microphone: { state: 'on', problem: null },
  devices: { cameras: [{ id: 'c', label: 'Webcam' }], microphones: [{ id: 'm', label: 'Headset' }], speakers: [] },
  cameraId: 'c',
  microphoneId: 'm',
  cameraOn: true,
  muted: false,
  readLevel: () => 0.5,
  onCamera: vi.fn(),
  onMicrophone: vi.fn(),
  onToggleCamera: vi.fn(),
  onToggleMute: vi.fn(),
  onRetry: vi.fn(),
  ...over,
})
