import { createLevelMeter } from './local/levelMeter.ts'
import type { BrowserPorts, MediaPort, SoundLevel, Teardown } from './ports.ts'

// Absent outside a secure context, whatever the type says (Media Capture: it is [SecureContext]), and where a policy, an
// add-on or the browser's build took it away.
const mediaDevices = (): MediaDevices | undefined => navigator.mediaDevices

function requireMediaDevices(): MediaDevices {
  const devices = mediaDevices()
  if (devices) return devices
  if (isSecureContext) throw new DOMException('This browser has no media devices', 'NotSupportedError')
  throw new DOMException('This page may not use media devices', 'SecurityError')
}

function createLevel(track: MediaStreamTrack): SoundLevel {
  try {
    const { amplitude, close } = createLevelMeter(track)
    return { read: amplitude, close }
  } catch {
    // Web Audio is missing or used up: a hint must not cost the call.
    return { read: () => null, close: () => undefined }
  }
}

function onVisible(listener: () => void): Teardown {
  const heed = () => {
    if (document.visibilityState === 'visible') listener()
  }
  document.addEventListener('visibilitychange', heed)
  return () => document.removeEventListener('visibilitychange', heed)
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
  createLevel,
  isVisible: () => document.visibilityState === 'visible',
  // In WebKit a new request silently undoes the pause. Nothing else identifies these browsers.
  pausedByPerson: () => navigator.vendor.startsWith('Apple'),
  onVisible,
}

// Not every browser has it (Network Information), and TypeScript's DOM does not know it.
const networkInformation = (): unknown => 'connection' in navigator && navigator.connection

function onNetworkChange(listener: () => void): Teardown {
  const network = networkInformation()
  const information = network instanceof EventTarget ? network : null
  window.addEventListener('online', listener)
  information?.addEventListener('change', listener)
  return () => {
    window.removeEventListener('online', listener)
    information?.removeEventListener('change', listener)
  }
}

function onPageHide(listener: () => void): Teardown {
  window.addEventListener('pagehide', listener)
  return () => window.removeEventListener('pagehide', listener)
}

/** The ports of a real browser. Safe to import anywhere: it touches no global before it is called. */
export function browserPorts(): BrowserPorts {
  return {
    media,
    onNetworkChange,
    onPageHide,
    createPeerConnection: (config) => new RTCPeerConnection(config),
    randomId: () => {
      // Not crypto.randomUUID: it has 36 characters and is absent outside a secure context.
      const bytes = crypto.getRandomValues(new Uint8Array(16))
      return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
    },
  }
}
