import { Tooltip } from '@base-ui/react/tooltip'
import { ArrowLeft, Mic, Video } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { CaptureButtons } from '../call/CaptureButtons.tsx'
import { NoticeLine } from '../home/NoticeLine.tsx'
import { CameraPreview } from '../incoming/CameraPreview.tsx'
import { Button } from '../shared/Button.tsx'
import { DeviceSelect } from '../shared/DeviceSelect.tsx'
import { useFirstFocus } from '../shared/useFirstFocus.ts'
import { useKeys } from '../shared/useKeys.ts'
import type { CameraView, DeviceLists, EndedCall, MicView, ServerStatus } from '../types/call.ts'
import { serverWords } from '../words/lobbyWords.ts'
import styles from './LobbyScreen.module.css'

/** The own camera and microphone, to check and choose before anybody else sees or hears them. */
export type LobbyDevices = {
  camera: CameraView
  microphone: MicView
  devices: DeviceLists
  cameraId: string | null
  microphoneId: string | null
  cameraOn: boolean
  muted: boolean
  /** Returns the microphone's level now, 0 to 1. */
  readLevel(): number
  onCamera(id: string): void
  onMicrophone(id: string): void
  onToggleCamera(): void
  onToggleMute(): void
  onRetry(): void
}

export type LobbyScreenProps = {
  title: string
  /** True while this person waits: the title is announced then. */
  waiting: boolean
  /** Null where there is nothing to look at oneself for. */
  own: LobbyDevices | null
  /** The connection to the server; null while it is not needed. */
  server: ServerStatus | null
  /** How the last call from here ended. */
  notice: EndedCall | null
  onDismissNotice(): void
  /** Goes back; Escape does the same. */
  onBack(): void
  children: ReactNode
}

/** Before a call by link or match: look at yourself, then join or wait. */
export function LobbyScreen(props: LobbyScreenProps) {
  const { title, waiting, own, server, onBack, children } = props
  const heading = useRef<HTMLHeadingElement>(null)
  useFirstFocus(heading)
  useEffect(() => {
    // The element with focus disappeared: focus moves to what replaced it.
    if (title && document.activeElement === document.body) heading.current?.focus({ preventScroll: true })
  }, [title])
  useKeys({ ...(own && { m: own.onToggleMute, v: own.onToggleCamera }), escape: onBack })
  return (
    <main className={styles.lobby}>
      <header className={styles.head}>
        <Button size="regular" tone="quiet" onClick={() => onBack()}>
          <ArrowLeft />
          Back
        </Button>
        <p className={styles.server} data-server={server ?? undefined} role="status">
          {server && serverWords(server)}
        </p>
      </header>
      <NoticeLine notice={props.notice} onDismiss={props.onDismissNotice} />
      <div className={own ? styles.halves : styles.alone}>
        {own && <OwnPicture {...own} />}
        <div className={styles.side}>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          <p role="status" className="visually-hidden">
            {waiting && title}
          </p>
          {children}
        </div>
      </div>
    </main>
  )
}

function OwnPicture(props: LobbyDevices) {
  const { devices } = props
  return (
    <section className={styles.own} aria-label="Your camera and microphone">
      <div className={styles.picture}>
        <CameraPreview
          camera={props.camera}
          microphone={props.microphone}
          readLevel={props.readLevel}
          onRetry={props.onRetry}
        />
        <Tooltip.Provider delay={400}>
          <div className={styles.controls} data-stage="">
            <CaptureButtons {...props} />
          </div>
        </Tooltip.Provider>
      </div>
      <div className={styles.devices}>
        <DeviceSelect
          label="Camera"
          icon={Video}
          options={devices.cameras}
          value={props.cameraId}
          onChange={props.onCamera}
        />
        <DeviceSelect
          label="Microphone"
          icon={Mic}
          options={devices.microphones}
          value={props.microphoneId}
          onChange={props.onMicrophone}
        />
      </div>
    </section>
  )
}
