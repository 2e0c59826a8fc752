import { Mic, MicOff, Video, VideoOff } from 'lucide-react'
import { ControlButton } from './ControlButton.tsx'

export type CaptureButtonsProps = {
  muted: boolean
  cameraOn: boolean
  onToggleMute(): void
  onToggleCamera(): void
}

/** Toggles for the own microphone and camera, with the same names and keys in a call and before one. */
export function CaptureButtons({ muted, cameraOn, onToggleMute, onToggleCamera }: CaptureButtonsProps) {
  return (
    <>
      <ControlButton
        icon={muted ? MicOff : Mic}
        label={muted ? 'Unmute microphone' : 'Mute microphone'}
        shortcut="M"
        look={muted ? 'lit' : 'plain'}
        onClick={() => onToggleMute()}
      />
      <ControlButton
        icon={cameraOn ? Video : VideoOff}
        label={cameraOn ? 'Turn camera off' : 'Turn camera on'}
        shortcut="V"
        look={cameraOn ? 'plain' : 'lit'}
        onClick={() => onToggleCamera()}
      />
    </>
  )
}
