import { Gamepad2 } from 'lucide-react'
import { ControlButton } from '../call/ControlButton.tsx'

export type PlayButtonProps = { playing: boolean; onClick(): void }

/** In the bar of a call: asks the other side to play, or stops. */
export const PlayButton = ({ playing, onClick }: PlayButtonProps) => (
  <ControlButton
    icon={Gamepad2}
    label={playing ? 'Stop playing' : 'Play'}
    look={playing ? 'lit' : 'plain'}
    onClick={() => onClick()}
  />
)
