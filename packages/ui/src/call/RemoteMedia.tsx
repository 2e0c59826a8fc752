import { Volume2 } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Avatar } from '../shared/Avatar.tsx'
import { StreamVideo } from '../shared/StreamVideo.tsx'
import { fitVideo } from './fitVideo.ts'
import styles from './RemoteMedia.module.css'
import { RemoteSound } from './RemoteSound.tsx'
import { useWindowSize } from './useWindowSize.ts'

export type RemoteMediaProps = {
  peer: string
  stream: MediaStream | null
  /** True if there is a picture to show now. */
  picture: boolean
  sharing: boolean
  speakerId: string | null
  /** The own camera and microphone. */
  capture: MediaStream | null
  /** Drawn over a shared screen; it gets that screen's own size. */
  overlay?: ((picture: { width: number; height: number }) => ReactNode) | undefined
}

/** The other person: their picture or a still avatar, and always their sound. */
export function RemoteMedia({ peer, stream, picture, sharing, speakerId, capture, overlay }: RemoteMediaProps) {
  const [blocked, setBlocked] = useState(false)
  const [taps, setTaps] = useState(0)
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
      />
      {stream && (
        <RemoteSound stream={stream} speakerId={speakerId} taps={taps} capture={capture} onBlocked={setBlocked} />
      )}
      {picture && sharing && size && overlay?.(size)}
      {!picture && (
        <div className={styles.still}>
          <Avatar userId={peer} size={168} />
        </div>
      )}
      {blocked && (
        <button type="button" className={styles.hear} onClick={() => setTaps(taps + 1)}>
          <Volume2 />
          Tap to hear them
        </button>
      )}
    </div>
  )
}
