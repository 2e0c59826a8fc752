import { Tooltip } from '@base-ui/react/tooltip'
import {
  type MediaProblem,
  type MediaState,
  type Quality,
  type ScreenProblem,
  systemClock,
  type Unsent,
  type VoiceNotice,
} from '@parley/protocol'
import { type ReactNode, useDeferredValue, useRef, useState } from 'react'
import { useFirstFocus } from '../shared/useFirstFocus.ts'
import { useKeys } from '../shared/useKeys.ts'
import type { DeviceLists, DeviceNotice, MediaConnection, SafetyNumber, StandingView } from '../types/call.ts'
import { videoPausedWords } from '../words/connectionWords.ts'
import { devicesWords, type MediaDevice } from '../words/mediaWords.ts'
import { sendingWords } from '../words/sendingWords.ts'
import { CallBar } from './CallBar.tsx'
import { CallHeader } from './CallHeader.tsx'
import { CallNotes } from './CallNotes.tsx'
import { CallProblem } from './CallProblem.tsx'
import styles from './CallScreen.module.css'
import { DeviceMenu } from './DeviceMenu.tsx'
import { IdentityAlert } from './IdentityAlert.tsx'
import { RemoteMedia } from './RemoteMedia.tsx'
import { SafetyPanel } from './SafetyPanel.tsx'
import { SelfView } from './SelfView.tsx'
import { useFadingControls } from './useFadingControls.ts'
import { useUnread } from './useUnread.ts'
import { VideoPausedNote } from './VideoPausedNote.tsx'

export type CallScreenProps = {
  peer: string
  /** When the call was answered, by the page's monotonic clock. */
  since: number
  clock?: () => number
  remoteStream: MediaStream | null
  localStream: MediaStream | null
  /** The media the other side says it sends; their stream may still hold a last, frozen frame. */
  remote: Omit<MediaState, 'veiled'>
  connection: MediaConnection
  /** The start of the interruption, by the page's monotonic clock; null without one. */
  interruptedSince?: number | null
  /** True while a change of the connection could not be agreed on. */
  troubled?: boolean
  /** True if only a direct way can connect the two, because the server names no relay. */
  relayless?: boolean
  /** Null until it is known. */
  quality?: Quality | null
  /** The own camera is on but not sent, because the connection is too weak. */
  videoPaused?: boolean
  /** The standing of the other side's identity. */
  standing: StandingView
  /** Null until it is worked out. */
  safety: SafetyNumber | null
  muted: boolean
  cameraOn: boolean
  cameraProblem: MediaProblem | null
  microphoneProblem: MediaProblem | null
  /** Why the screen is not shared although it was wanted. */
  screenProblem?: ScreenProblem | null
  /** Why sound or pictures do not leave. */
  unsent?: { audio: Unsent | null; video: Unsent | null }
  /** Changes of the own devices that nobody asked for, each for some seconds. */
  deviceNotices?: readonly DeviceNotice[]
  voice?: VoiceNotice | null
  /** Own devices that have been starting for a while. */
  awaited?: MediaDevice | null
  sharing: boolean
  canShare: boolean
  devices: DeviceLists
  cameraId: string | null
  microphoneId: string | null
  /** The chosen speaker, whether it is there or not. */
  speakerId: string | null
  /** The speaker that the system's default stands for; null if the browser does not tell. */
  defaultSpeakerId?: string | null
  lessData: boolean
  onToggleMute(): void
  onToggleCamera(): void
  onToggleShare(): void
  onCamera(id: string): void
  onMicrophone(id: string): void
  onSpeaker(id: string): void
  /** Opens the browser's own picker of speakers, where it has one. */
  onAskSpeaker?: (() => void) | undefined
  onLessData(lessData: boolean): void
  onHangUp(): void
  onVerified(verified: boolean): void
  /** Continues although the identity has changed. */
  onTrustChange(): void
  onRetry?: () => void
  /** Sends the camera although the connection is weak. */
  onKeepVideo?: () => void
  /** The picture is blurred for both. */
  veiled?: boolean
  /** Actions for this kind of call, above the bar. */
  about?: ReactNode
  /** Further controls of the bar, such as the one that opens `aside`. */
  tools?: ReactNode
  /** Drawn over the other side's shared screen; it gets that screen's own size in pixels. */
  overlay?: (picture: { width: number; height: number }) => ReactNode
  /** A panel beside the call, over its stage. */
  aside?: ReactNode
}

/** A call: the other person fills the stage, everything else steps back. */
export function CallScreen(props: CallScreenProps) {
  const { peer, remote, remoteStream, localStream, connection, standing, clock = systemClock.now } = props
  const { deviceNotices = [], voice = null, awaited = null, videoPaused = false } = props
  // Pictures first: an answered call must not wait until its buttons are rendered.
  const furnished = useDeferredValue(true, false)
  const [menuOpen, setMenuOpen] = useState(false)
  const [safetyOpen, setSafetyOpen] = useState(false)
  const [lockFocused, setLockFocused] = useState(false)
  const stage = useRef<HTMLElement>(null)
  const controls = useRef<HTMLDivElement>(null)
  const [playedOn, setPlayedOn] = useState<string | null>(null)
  const failed = devicesWords(props.cameraProblem, props.microphoneProblem)
  const { unread, putAway } = useUnread([...failed, ...sendingWords(props)])
  const pause = useUnread(videoPaused ? [videoPausedWords] : [])
  const pauseUnread = pause.unread.length > 0
  const noted = pauseUnread || unread.length > 0 || deviceNotices.length > 0 || voice !== null || awaited !== null
  const hold = menuOpen || safetyOpen || lockFocused || connection !== 'connected' || noted || (props.veiled ?? false)
  const shown = useFadingControls({ stage, controls, hold })
  useFirstFocus(stage)
  useKeys({
    m: props.onToggleMute,
    v: props.onToggleCamera,
    ...(props.canShare ? { s: props.onToggleShare } : {}),
  })

  const picture = remoteStream !== null && (remote.camera || remote.screen) && connection !== 'connecting'
  return (
    <section
      ref={stage}
      tabIndex={-1}
      className={styles.stage}
      aria-label={`In call with ${peer}`}
      data-stage=""
      data-controls={shown ? 'shown' : 'hidden'}
      data-connection={connection}
      data-noted={noted || Boolean(props.about)}
      data-veiled={props.veiled ?? false}
    >
      <RemoteMedia
        peer={peer}
        stream={remoteStream}
        picture={picture}
        sharing={remote.screen}
        speaker={{
          speakerId: props.speakerId,
          listed: props.devices.speakers.map(({ id }) => id),
          onPlayedOn: setPlayedOn,
        }}
        capture={localStream}
        overlay={props.overlay}
      />
      {localStream && props.cameraOn && <SelfView stream={localStream} raised={shown} />}
      {furnished && (
        <CallHeader
          peer={peer}
          since={props.since}
          clock={clock}
          peerMuted={!remote.microphone}
          connection={connection}
          interruptedSince={props.interruptedSince ?? null}
          troubled={props.troubled ?? false}
          relayless={props.relayless ?? false}
          quality={props.quality ?? null}
        >
          <SafetyPanel
            peer={peer}
            standing={standing}
            safety={props.safety}
            open={safetyOpen}
            onOpen={setSafetyOpen}
            onVerified={props.onVerified}
            onFocus={setLockFocused}
          />
        </CallHeader>
      )}
      <Tooltip.Provider delay={400}>
        <div ref={controls} className={styles.controls}>
          {furnished && (
            <div className={styles.foot}>
              <VideoPausedNote paused={pauseUnread} onKeep={() => props.onKeepVideo?.()} onDismiss={pause.putAway} />
              <CallNotes
                notices={deviceNotices}
                voice={voice}
                awaited={awaited}
                onUnmute={() => {
                  props.onToggleMute()
                  // The button disappears with its notice; focus stays in the call.
                  stage.current?.focus()
                }}
                onChooseDevices={() => setMenuOpen(true)}
              />
              <CallProblem
                sentences={unread}
                onRetry={failed.length > 0 ? props.onRetry : undefined}
                onDismiss={putAway}
              />
              {props.about}
              <CallBar {...props}>
                {props.tools}
                <DeviceMenu
                  {...props}
                  speakerId={playedOn ?? props.defaultSpeakerId ?? null}
                  open={menuOpen}
                  onOpen={setMenuOpen}
                />
              </CallBar>
            </div>
          )}
        </div>
      </Tooltip.Provider>
      {furnished && props.aside}
      {standing === 'changed' && (
        <IdentityAlert peer={peer} onTrustChange={props.onTrustChange} onHangUp={props.onHangUp} />
      )}
    </section>
  )
}
