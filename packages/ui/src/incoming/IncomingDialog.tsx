import { Dialog } from '@base-ui/react/dialog'
import { systemClock } from '@parley/protocol'
import { LockKeyhole, Mic, Video } from 'lucide-react'
import { type ReactNode, useRef } from 'react'
import { Avatar } from '../shared/Avatar.tsx'
import { CallTimer } from '../shared/CallTimer.tsx'
import { DeviceSelect } from '../shared/DeviceSelect.tsx'
import { Note } from '../shared/Note.tsx'
import type { CameraView, DeviceOption, Media, MicView, StandingView } from '../types/call.ts'
import { callerWarning } from '../words/trustWords.ts'
import { CameraPreview } from './CameraPreview.tsx'
import { IncomingActions } from './IncomingActions.tsx'
import styles from './IncomingDialog.module.css'
import { useAnswerKeys } from './useAnswerKeys.ts'
import { VoiceCheck } from './VoiceCheck.tsx'

export type IncomingDialogProps = {
  caller: string
  /** The standing of the caller's identity. */
  standing: StandingView
  media: Media
  /** The start of ringing, by the page's monotonic clock. */
  since: number
  clock?: () => number
  camera: CameraView
  microphone: MicView
  cameras: readonly DeviceOption[]
  microphones: readonly DeviceOption[]
  cameraId: string | null
  microphoneId: string | null
  onCamera(id: string): void
  onMicrophone(id: string): void
  /** Returns the microphone's level now, 0 to 1. */
  readLevel(): number
  onAccept(): void
  onAcceptVoice(): void
  onDecline(): void
  /** True once the tone of this call is silenced. */
  quiet: boolean
  /** Silences the tone; the call goes on ringing. */
  onSilence(): void
  /** Declines and blocks the caller. */
  onBlock(): void
  /** Asks the browser for camera and microphone again. */
  onRetry(): void
  /** The calls that ring beside this one. */
  others?: ReactNode
}

/** An incoming call: look at yourself, then answer or decline. Open while mounted. */
export function IncomingDialog(props: IncomingDialogProps) {
  const { caller, standing, media, camera, microphone, readLevel, onRetry } = props
  const popup = useRef<HTMLDivElement>(null)
  const accept = useRef<HTMLButtonElement>(null)
  const keys = useAnswerKeys(props.clock ?? systemClock.now, props.onSilence)
  const video = media === 'video'
  const warning = callerWarning(standing, caller)
  const refused = warning?.tone === 'end'
  return (
    // Controlled and without a change handler: a stray Escape or click must neither decline nor hide a ringing call.
    <Dialog.Root open disablePointerDismissal>
      <Dialog.Portal>
        <Dialog.Backdrop className={styles.scrim} />
        <Dialog.Viewport className={styles.viewport}>
          <Dialog.Popup
            ref={popup}
            className={styles.dialog}
            aria-label={`Incoming call from ${caller}`}
            initialFocus={refused ? popup : accept}
            {...keys}
            data-media={media}
            data-refused={refused}
            data-warned={warning !== null}
          >
            <div className={styles.top}>
              <header className={styles.head}>
                <Avatar userId={caller} size={44} />
                <div className={styles.who}>
                  <h2>{refused ? `Somebody is calling as ${caller}` : `${caller} is calling`}</h2>
                  <p className={styles.sub}>
                    <span>{video ? 'Video call' : 'Voice call'}</span>
                    {standing === 'new' && <span>First call from {caller}</span>}
                    {standing === 'verified' && (
                      <span className={styles.verified}>
                        <LockKeyhole />
                        Verified
                      </span>
                    )}
                  </p>
                </div>
                <CallTimer since={props.since} clock={props.clock} />
              </header>
              {warning && (
                <Note urgent tone={warning.tone}>
                  {warning.text}
                </Note>
              )}
            </div>
            {!refused && video && (
              <CameraPreview camera={camera} microphone={microphone} readLevel={readLevel} onRetry={onRetry} />
            )}
            {!refused && !video && <VoiceCheck microphone={microphone} readLevel={readLevel} onRetry={onRetry} />}
            {!refused && (
              <div className={styles.devices}>
                {video && (
                  <DeviceSelect
                    label="Camera"
                    icon={Video}
                    options={props.cameras}
                    value={props.cameraId}
                    onChange={props.onCamera}
                  />
                )}
                <DeviceSelect
                  label="Microphone"
                  icon={Mic}
                  options={props.microphones}
                  value={props.microphoneId}
                  onChange={props.onMicrophone}
                />
              </div>
            )}
            <IncomingActions
              caller={caller}
              media={media}
              refused={refused}
              quiet={props.quiet}
              acceptRef={accept}
              onAccept={props.onAccept}
              onAcceptVoice={props.onAcceptVoice}
              onDecline={props.onDecline}
              onBlock={props.onBlock}
            />
            {props.others}
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
