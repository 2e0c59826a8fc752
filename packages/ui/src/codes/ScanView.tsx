import type { MediaProblem } from '@parley/protocol'
import { type Ref, useImperativeHandle, useRef } from 'react'
import { Button } from '../shared/Button.tsx'
import { ModalDialog } from '../shared/ModalDialog.tsx'
import { StreamVideo } from '../shared/StreamVideo.tsx'
import { mediaWords } from '../words/mediaWords.ts'
import styles from './Codes.module.css'

export type ScanViewProps = {
  stream: MediaStream | null
  problem: MediaProblem | null
  /** The camera's picture. */
  video: Ref<HTMLVideoElement | null>
  onClose(): void
}

/** The camera's picture while it is searched for a code. */
export function ScanView({ stream, problem, video, onClose }: ScanViewProps) {
  const frame = useRef<HTMLDivElement>(null)
  useImperativeHandle<HTMLVideoElement | null, HTMLVideoElement | null>(
    video,
    () => frame.current?.querySelector('video') ?? null,
  )
  return (
    <ModalDialog title="Scan their code" step="scan" onClose={onClose}>
      {problem ? (
        <p role="alert">{mediaWords(problem, 'camera')}</p>
      ) : (
        <>
          <p>Hold the camera so that the whole code is in the picture.</p>
          <div ref={frame} className={styles.scan}>
            <StreamVideo stream={stream} label="Camera, looking for a code" />
          </div>
        </>
      )}
      <Button onClick={() => onClose()}>Cancel</Button>
    </ModalDialog>
  )
}
