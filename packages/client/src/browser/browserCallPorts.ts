import { browserPorts } from '@parley/webrtc'
import type { CallPorts } from '../platform.ts'

/** The real browser's media and sound, for calls. */
export const browserCallPorts = (): CallPorts => ({
  media: browserPorts(),
  tones: { createAudioContext: () => new AudioContext(), gestures: window },
})
