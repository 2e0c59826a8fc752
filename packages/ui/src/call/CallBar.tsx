import { MonitorUp, MonitorX, Phone } from 'lucide-react'
import type { ReactNode } from 'react'
import styles from './CallBar.module.css'
import { CaptureButtons } from './CaptureButtons.tsx'
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

/** The buttons of a call. "Hang up" is the last one, apart in colour and width. */
export function CallBar(props: CallBarProps) {
  const { sharing, canShare, children } = props
  return (
    // A click must not leave focus behind: it would keep the controls from fading. A keyboard still moves it.
    // biome-ignore lint/a11y/noStaticElementInteractions: nothing is offered here, a default is only held back.
    <div className={styles.bar} onMouseDown={(event) => event.preventDefault()}>
      <CaptureButtons {...props} />
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
