import type { Clock, MediaState } from '@parley/protocol'
import type { RemoteSnapshot } from '../../mediaSnapshot.ts'
import type { MediaPort, Teardown } from '../../ports.ts'

/** After this long without frames the picture counts as gone. Milliseconds. */
const FROZEN_AFTER_MS = 1_000

/** The other side's media: the state it tells, and the frames that arrive. */
export interface RemoteMedia {
  /** Takes the received tracks. Later calls may only add to them. */
  follow(tracks: MediaStreamTrack[]): void
  told(media: MediaState): void
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
      changed()
    },
    state: () => ({
      remoteStream: stream,
      remote: { ...said, camera: said.camera && visible, screen: said.screen && visible },
    }),
    close() {
      cancelFrozen?.()
      video?.removeEventListener('mute', onMute)
      video?.removeEventListener('unmute', onUnmute)
    },
  }
}
