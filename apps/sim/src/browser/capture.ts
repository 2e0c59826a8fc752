import type { Clock } from '@parley/protocol'
import type { MediaPort } from '@parley/webrtc'
import type { Random } from '../random.ts'
import { asTrack, SimTrack, streamOf } from './tracks.ts'

/** A page's camera and microphone. */
export interface Capture {
  readonly port: MediaPort
  /** How many tracks are live. */
  live(): number
  /** Forgets all tracks, because the page is gone. */
  close(): void
}

/** Creates devices that grant every request, some of them after a while. */
export function createCapture(clock: Clock, random: Random): Capture {
  const live = new Set<SimTrack>()

  function open(kind: 'audio' | 'video'): MediaStreamTrack {
    const track = new SimTrack(kind, () => void live.delete(track))
    live.add(track)
    return asTrack(track)
  }

  const later = () => (random.chance(0.1) ? random.int(300, 3_000) : random.int(0, 150))

  return {
    port: {
      getUserMedia: ({ audio, video }) =>
        new Promise((resolve) => {
          const grant = () => resolve(streamOf([...(audio ? [open('audio')] : []), ...(video ? [open('video')] : [])]))
          clock.setTimeout(grant, later())
        }),
      getDisplayMedia: () => Promise.reject(new DOMException('nobody shares a screen here', 'NotAllowedError')),
      enumerateDevices: () => Promise.resolve([]),
      onDeviceChange: () => () => {},
      permission: () => Promise.resolve('granted'),
      createStream: streamOf,
      createLevel: () => ({ read: () => null, close: () => {} }),
      isVisible: () => true,
      pausedByPerson: () => false,
      onVisible: () => () => {},
    },
    live: () => live.size,
    close: () => live.clear(),
  }
}
