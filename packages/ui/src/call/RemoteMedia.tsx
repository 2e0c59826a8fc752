import { Play, Volume2 } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Avatar } from '../shared/Avatar.tsx'
import { StreamVideo } from '../shared/StreamVideo.tsx'
import { fitVideo } from './fitVideo.ts'
import styles from './RemoteMedia.module.css'
import { RemoteSound } from './RemoteSound.tsx'
import type { SpeakerWish } from './useSpeaker.ts'
import { useWindowSize } from './useWindowSize.ts'

export type RemoteMediaProps = {
  peer: string
  stream: MediaStream | null
  /** True if there is a picture to show now. */
  picture: boolean
  sharing: boolean
  speaker: SpeakerWish
  /** The own camera and microphone. */
  capture: MediaStream | null
  /** Drawn over a shared screen; it gets that screen's own size. */
  overlay?: ((picture: { width: number; height: number }) => ReactNode) | undefined
}

/** The other person: their picture or a still avatar, and always their sound. */
export function RemoteMedia({ peer, stream, picture, sharing, speaker, capture, overlay }: RemoteMediaProps) {
  const [unheard, setUnheard] = useState(false)
  const [unseen, setUnseen] = useState(false)
  const [size, setSize] = useState<{ width: number; height: number } | null>(null)
  const stage = useWindowSize()

  return (
    <div className={styles.remote}>
      <StreamVideo
        stream={stream}
        label="Remote video"
        fit={fitVideo(size, stage, sharing)}
        className={picture ? undefined : styles.hidden}
        onSize={setSize}
        onBlocked={setUnseen}
      />
      {stream && <RemoteSound stream={stream} speaker={speaker} capture={capture} onBlocked={setUnheard} />}
      {picture && sharing && size && overlay?.(size)}
      {!picture && (
        <div className={styles.still}>
          <Avatar userId={peer} size={168} />
        </div>
      )}
      {(unheard || (unseen && picture)) && (
        // It needs no handler: any press starts what waits, sound and pictures (`keepPlaying`).
        <button type="button" className={styles.hear}>
          {unheard ? <Volume2 /> : <Play />}
          {unheard ? 'Tap to hear them' : 'Tap to see them'}
        </button>
      )}
    </div>
  )
}
