import type { Clock, MediaState } from '@parley/protocol'
import type { RemoteSnapshot } from '../../mediaSnapshot.ts'
import type { MediaPort, Teardown } from '../../ports.ts'

/** How long frames may fail to arrive before the picture counts as gone. */
const FROZEN_AFTER_MS = 1_000

/** What comes from the other side: what it says it sends, and what really arrives. */
export interface RemoteMedia {
  /** These are the tracks that arrive; there may only come more. */
  follow(tracks: MediaStreamTrack[]): void
  told(media: MediaState): void
  state(): Pick<RemoteSnapshot, 'remoteStream' | 'remote'>
  close(): void
}

/**
 * Creates remote media of which nothing has arrived yet.
 *
 * @param veiled what the other side is taken to want until it says so
 */
export function createRemoteMedia(
  clock: Clock,
  createStream: MediaPort['createStream'],
  changed: () => void,
  veiled: boolean,
): RemoteMedia {
  // Until it says otherwise the other side is taken to speak: "muted" would be a claim, and mostly a wrong one.
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
