import { type Clock, createEveryFrame, type MediaState } from '@parley/protocol'
import type { RemoteSnapshot } from '../../mediaSnapshot.ts'
import type { MediaPort, Teardown } from '../../ports.ts'

/** After this long without frames the picture counts as gone. Milliseconds. */
const FROZEN_AFTER_MS = 1_000

/**
 * After this long without a decoded frame it does too, whatever the track says: Firefox and Safari fire no `mute` for a
 * sender that stopped. Milliseconds.
 */
const STILL_AFTER_MS = 3_000

/** The other side's media: the state it tells, and the frames that arrive. */
export interface RemoteMedia {
  /** Takes the received tracks. Later calls may only add to them. */
  follow(tracks: MediaStreamTrack[]): void
  told(media: MediaState): void
  /** So many frames were decoded so far, as a poll of the statistics tells; null while that is not known. */
  decoded(frames: number | null): void
  state(): Pick<RemoteSnapshot, 'remoteStream' | 'remote'>
  close(): void
}

/**
 * Creates remote media of which nothing has arrived yet.
 *
 * @param veiled whether the other side is taken to want a veil until it tells its state
 */
export function createRemoteMedia(
  clock: Clock,
  createStream: MediaPort['createStream'],
  changed: () => void,
  veiled: boolean,
): RemoteMedia {
  // Until it tells its state the other side counts as unmuted: "muted" would mostly be wrong.
  let said: MediaState = { microphone: true, camera: true, screen: false, veiled }
  let stream: MediaStream | null = null
  let video: MediaStreamTrack | null = null
  let visible = false
  let cancelFrozen: Teardown | null = null
  /** The number of frames at the last poll that found more of them. */
  let seen: { frames: number; at: number } | null = null
  // Only the latest state counts, however often it is told.
  const telling = createEveryFrame(clock, changed)

  function setVisible(next: boolean): void {
    cancelFrozen?.()
    cancelFrozen = null
    if (visible === next) return
    visible = next
    changed()
  }

  // A track may mute and unmute several times a second on a bad network; the picture must not blink with it.
  const onMute = () => {
    cancelFrozen ??= clock.setTimeout(() => setVisible(false), FROZEN_AFTER_MS)
  }
  const onUnmute = () => setVisible(true)

  return {
    follow(tracks) {
      if (stream?.getTracks().length === tracks.length) return
      stream = createStream(tracks)
      if (video) return changed()
      video = tracks.find((track) => track.kind === 'video') ?? null
      visible = video?.muted === false
      video?.addEventListener('mute', onMute)
      video?.addEventListener('unmute', onUnmute)
      changed()
    },
    told(media) {
      said = media
      telling.ask()
    },
    decoded(frames) {
      const before = seen
      const now = clock.now()
      if (frames === null || before === null || frames !== before.frames) {
        seen = frames === null ? null : { frames, at: now }
        // The picture flows, also where `unmute` never came.
        if (before && frames !== null && frames > before.frames) setVisible(true)
        // A shared screen that does not change sends nothing.
      } else if (now - before.at >= STILL_AFTER_MS && !said.screen) setVisible(false)
    },
    state: () => ({
      remoteStream: stream,
      remote: { ...said, camera: said.camera && visible, screen: said.screen && visible },
    }),
    close() {
      cancelFrozen?.()
      telling.cancel()
      video?.removeEventListener('mute', onMute)
      video?.removeEventListener('unmute', onUnmute)
    },
  }
}
