import { LevelMeter } from '../shared/LevelMeter.tsx'
import { Problem } from '../shared/Problem.tsx'
import { StreamVideo } from '../shared/StreamVideo.tsx'
import type { CameraView, MicView } from '../types/call.ts'
import { devicesWords } from '../words/mediaWords.ts'
import styles from './CameraPreview.module.css'

export type CameraPreviewProps = { camera: CameraView; microphone: MicView; readLevel(): number; onRetry(): void }

/** The own picture before the answer; in its place, the reason why there is none. */
export function CameraPreview({ camera, microphone, readLevel, onRetry }: CameraPreviewProps) {
  const cameraOn = camera.state === 'on' && camera.stream !== null
  const asking = camera.state === 'starting' || microphone.state === 'starting'
  const failed = devicesWords(
    camera.state === 'failed' ? (camera.problem ?? 'unknown') : null,
    microphone.state === 'failed' ? (microphone.problem ?? 'unknown') : null,
  )
  return (
    <div className={styles.preview} data-stage="" data-empty={!cameraOn}>
      {cameraOn && <StreamVideo stream={camera.stream} label="Your camera preview" mirrored />}
      {!cameraOn && asking && failed.length === 0 && (
        <p role="status" className={styles.asking}>
          Your browser is asking for camera and microphone…
        </p>
      )}
      {camera.state === 'off' && failed.length === 0 && <p className={styles.asking}>Your camera is off</p>}
      <div className={styles.problem}>
        <Problem sentences={failed} onRetry={onRetry} />
      </div>
      {cameraOn && failed.length === 0 && <span className={styles.tag}>Only you can see this</span>}
      {microphone.state === 'on' && (
        <span className={styles.meter}>
          <LevelMeter readLevel={readLevel} />
        </span>
      )}
    </div>
  )
}
