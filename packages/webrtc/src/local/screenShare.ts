import type { PendingWork } from '../async/pendingWork.ts'
import type { MediaPort } from '../ports.ts'

/** Owns the captured screen. */
export interface ScreenShare {
  /** Asks synchronously: browsers only show their picker during a gesture of the person. */
  want(wanted: boolean): void
  track(): MediaStreamTrack | null
  /** The captured stream; the same one as long as it lasts. */
  stream(): MediaStream | null
  state(): 'off' | 'starting' | 'on'
}

/** Changes that nobody asked for. */
export interface ScreenShareEvents {
  changed(): void
  /** The person ended it, or never chose a screen. */
  ended(): void
}

/** Creates a share that is off. */
export function createScreenShare(media: MediaPort, pendingWork: PendingWork, events: ScreenShareEvents): ScreenShare {
  let wanted = false
  let asking = false
  let current: MediaStreamTrack | null = null
  let captured: MediaStream | null = null

  function stop(): void {
    current?.removeEventListener('ended', onEnded)
    current?.stop()
    current = null
    captured = null
  }

  function onEnded(): void {
    stop()
    events.changed()
    events.ended()
  }

  async function ask(): Promise<void> {
    asking = true
    // A refusal counts as an end: either way there is no screen, and the person knows why.
    const stream = await media.getDisplayMedia({ video: true, audio: false }).catch(() => null)
    asking = false
    const track = stream?.getVideoTracks()[0]
    if (!wanted) {
      track?.stop()
    } else if (!track || track.readyState === 'ended') {
      onEnded()
    } else {
      current = track
      captured = stream
      // Text must stay readable; smooth motion matters less (W3C MediaStreamTrack Content Hints).
      track.contentHint = 'detail'
      track.addEventListener('ended', onEnded)
      events.changed()
    }
  }

  return {
    want(next) {
      if (next === wanted) return
      wanted = next
      if (!next) stop()
      // A picker that is still open from before is as good as a new one.
      else if (!asking) pendingWork.start(ask)
    },
    track: () => current,
    stream: () => captured,
    state: () => (current ? 'on' : wanted && asking ? 'starting' : 'off'),
  }
}
