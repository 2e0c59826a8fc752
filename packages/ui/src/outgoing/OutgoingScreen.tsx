import { Phone } from 'lucide-react'
import { type ReactNode, useRef } from 'react'
import { Avatar } from '../shared/Avatar.tsx'
import { CallTimer } from '../shared/CallTimer.tsx'
import { Problem } from '../shared/Problem.tsx'
import { StreamVideo } from '../shared/StreamVideo.tsx'
import { useFirstFocus } from '../shared/useFirstFocus.ts'
import { useKeys } from '../shared/useKeys.ts'
import type { CameraView, Media, MicView } from '../types/call.ts'
import { devicesWords } from '../words/mediaWords.ts'
import { outgoingWords } from '../words/otherCallWords.ts'
import styles from './OutgoingScreen.module.css'

export type OutgoingScreenProps = {
  peer: string
  media: Media
  /** Whether a device of the callee rings, and there beside another call. */
  ringing: 'no' | 'yes' | 'besideAnother'
  /** When the call was placed, by the page's monotonic clock. */
  since: number
  clock?: () => number
  camera: CameraView
  microphone?: MicView
  onCancel(): void
  onRetry?: () => void
  children?: ReactNode
}

/** Waiting for an answer, with the own picture to check meanwhile. Escape cancels. */
export function OutgoingScreen(props: OutgoingScreenProps) {
  const { peer, media, ringing, camera, microphone, onCancel, onRetry, children } = props
  const stage = useRef<HTMLElement>(null)
  useFirstFocus(stage)
  useKeys({ escape: onCancel })
  const preview = media === 'video' && camera.state === 'on' ? camera.stream : null
  const problem = media === 'video' && camera.state === 'failed' ? (camera.problem ?? 'unknown') : null
  const micProblem = microphone?.state === 'failed' ? (microphone.problem ?? 'unknown') : null
  return (
    <section
      ref={stage}
      tabIndex={-1}
      className={styles.stage}
      aria-label={`Calling ${peer}`}
      data-stage=""
      data-preview={preview !== null}
    >
      <div className={styles.who}>
        <Avatar userId={peer} size={112} />
        <div>
          <h1>{peer}</h1>
          <p className={styles.state}>
            <span role="status">{outgoingWords(peer, ringing)}</span>
            <CallTimer since={props.since} clock={props.clock} />
          </p>
        </div>
      </div>
      {preview && (
        <div className={styles.preview}>
          <StreamVideo stream={preview} label="Your camera preview" mirrored />
          <span className={styles.tag}>Only you can see this</span>
        </div>
      )}
      <div className={styles.foot}>
        <Problem sentences={devicesWords(problem, micProblem)} onRetry={onRetry} />
        {children}
        <button type="button" className={styles.cancel} title="Esc" onClick={() => onCancel()}>
          <Phone />
          Cancel
        </button>
      </div>
    </section>
  )
}
