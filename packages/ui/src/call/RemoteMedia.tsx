import { Volume2 } from 'lucide-react'
import { useRef, useState } from 'react'
import { Avatar } from '../shared/Avatar.tsx'
import { playVideo } from '../shared/playVideo.ts'
import { StreamVideo } from '../shared/StreamVideo.tsx'
import { fitVideo } from './fitVideo.ts'
import styles from './RemoteMedia.module.css'
import { useSpeaker } from './useSpeaker.ts'
import { useWindowSize } from './useWindowSize.ts'

export type RemoteMediaProps = {
  peer: string
  stream: MediaStream | null
  /** Whether there is a picture to show now; without one the element still plays the sound. */
  picture: boolean
  sharing: boolean
  speakerId: string | null
}

/** The other person: their picture or a still avatar, and always their sound. */
export function RemoteMedia({ peer, stream, picture, sharing, speakerId }: RemoteMediaProps) {
  const video = useRef<HTMLVideoElement>(null)
  const [blocked, setBlocked] = useState(false)
  const [size, setSize] = useState<{ width: number; height: number } | null>(null)
  const stage = useWindowSize()
  useSpeaker(video, speakerId)

  const playAgain = async () => {
    if (video.current && (await playVideo(video.current)) !== 'blocked') setBlocked(false)
  }

  return (
    <div className={styles.remote}>
      <StreamVideo
        ref={video}
        stream={stream}
        label="Remote video"
        muted={false}
        fit={fitVideo(size, stage, sharing)}
        className={picture ? undefined : styles.hidden}
        onBlocked={() => setBlocked(true)}
        onPlaying={() => setBlocked(false)}
        onSize={setSize}
      />
      {!picture && (
        <div className={styles.still}>
          <Avatar userId={peer} size={168} />
        </div>
      )}
      {blocked && (
        <button type="button" className={styles.hear} onClick={() => void playAgain()}>
          <Volume2 />
          Tap to hear them
        </button>
      )}
    </div>
  )
}
