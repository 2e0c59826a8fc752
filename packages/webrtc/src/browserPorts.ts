import type { MediaPort, SessionPorts } from './ports.ts'

// Absent outside a secure context, whatever the type says (Media Capture: it is [SecureContext]).
const mediaDevices = (): MediaDevices | undefined => navigator.mediaDevices

function requireMediaDevices(): MediaDevices {
  const devices = mediaDevices()
  if (!devices) throw new DOMException('This page may not use media devices', 'SecurityError')
  return devices
}

const media: MediaPort = {
  getUserMedia: async (constraints) => requireMediaDevices().getUserMedia(constraints),
  getDisplayMedia: async (options) => requireMediaDevices().getDisplayMedia(options),
  enumerateDevices: async () => requireMediaDevices().enumerateDevices(),
  onDeviceChange(listener) {
    const devices = mediaDevices()
    devices?.addEventListener('devicechange', listener)
    return () => devices?.removeEventListener('devicechange', listener)
  },
  async permission(kind) {
    try {
      return (await navigator.permissions.query({ name: kind })).state
    } catch {
      // Not every browser knows these names, and not every one has the API.
      return 'unknown'
    }
  },
  createStream: (tracks) => new MediaStream(tracks),
}

/** The real browser. Safe to import anywhere: nothing is touched before it is used. */
export function browserPorts(): Pick<SessionPorts, 'media' | 'createPeerConnection' | 'randomId'> {
  return {
    media,
    createPeerConnection: (config) => new RTCPeerConnection(config),
    randomId: () => {
      // Not crypto.randomUUID: it has 36 characters and is absent outside a secure context.
      const bytes = crypto.getRandomValues(new Uint8Array(16))
      return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
    },
  }
}
