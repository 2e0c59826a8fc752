import { Gamepad2 } from 'lucide-react'
import { ControlButton } from '../call/ControlButton.tsx'

export type PlayButtonProps = { playing: boolean; onClick(): void }

/** Invites the other side to a game, or stops it. */
export const PlayButton = ({ playing, onClick }: PlayButtonProps) => (
  <ControlButton
    icon={Gamepad2}
    label={playing ? 'Stop playing' : 'Play'}
    look={playing ? 'lit' : 'plain'}
    onClick={() => onClick()}
  />
)
