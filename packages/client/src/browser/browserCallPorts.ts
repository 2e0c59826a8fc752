import { browserPorts } from '@parley/webrtc'
import type { CallPorts } from '../platform.ts'

/** The real browser's media and sound, for calls. */
export function browserCallPorts(): CallPorts {
  const ports = browserPorts()
  return {
    media: ports,
    tones: { createAudioContext: () => new AudioContext(), gestures: window },
    wake: {
      // Without the API this throws, which makes it reject.
      request: async () => navigator.wakeLock.request('screen'),
      isVisible: ports.media.isVisible,
      onVisible: ports.media.onVisible,
    },
  }
}
