import { Mic, MicOff, MonitorUp, MonitorX, Phone, Video, VideoOff } from 'lucide-react'
import type { ReactNode } from 'react'
import styles from './CallBar.module.css'
import { ControlButton } from './ControlButton.tsx'

export type CallBarProps = {
  muted: boolean
  cameraOn: boolean
  sharing: boolean
  canShare: boolean
  onToggleMute(): void
  onToggleCamera(): void
  onToggleShare(): void
  onHangUp(): void
  /** Further controls, before the one that ends the call. */
  children?: ReactNode
}

/** What one can do in a call, the end of it last and apart in colour and width. */
export function CallBar(props: CallBarProps) {
  const { muted, cameraOn, sharing, canShare, children } = props
  return (
    // A click must not leave focus behind: it would keep the controls from fading. A keyboard still moves it.
    // biome-ignore lint/a11y/noStaticElementInteractions: nothing is offered here, a default is only held back.
    <div className={styles.bar} onMouseDown={(event) => event.preventDefault()}>
      <ControlButton
        icon={muted ? MicOff : Mic}
        label={muted ? 'Unmute microphone' : 'Mute microphone'}
        shortcut="M"
        look={muted ? 'lit' : 'plain'}
        onClick={() => props.onToggleMute()}
      />
      <ControlButton
        icon={cameraOn ? Video : VideoOff}
        label={cameraOn ? 'Turn camera off' : 'Turn camera on'}
        shortcut="V"
        look={cameraOn ? 'plain' : 'lit'}
        onClick={() => props.onToggleCamera()}
      />
      {canShare && (
        <ControlButton
          icon={sharing ? MonitorX : MonitorUp}
          label={sharing ? 'Stop sharing' : 'Share your screen'}
          shortcut="S"
          look={sharing ? 'lit' : 'plain'}
          onClick={() => props.onToggleShare()}
        />
      )}
      {children}
      <ControlButton icon={Phone} label="Hang up" look="end" onClick={() => props.onHangUp()} />
    </div>
  )
}
