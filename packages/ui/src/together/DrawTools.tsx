import { Tooltip } from '@base-ui/react/tooltip'
import { Eraser, Pencil } from 'lucide-react'
import { ControlButton } from '../call/ControlButton.tsx'
import styles from './DrawTools.module.css'

export type DrawToolsProps = {
  active: boolean
  /** True if there is something to clear. */
  drawn: boolean
  /** `stage`: a column at the left of the stage; `row`: a row. */
  placed: 'stage' | 'row'
  onActive(active: boolean): void
  onClear(): void
}

/** The tools to draw on a shared screen, and to clear the drawings of both. */
export function DrawTools({ active, drawn, placed, onActive, onClear }: DrawToolsProps) {
  return (
    <Tooltip.Provider delay={400}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: nothing is offered here, a click only leaves no focus behind. */}
      <div
        className={styles.tools}
        data-placed={placed}
        data-active={active}
        onMouseDown={(event) => event.preventDefault()}
      >
        <ControlButton
          icon={Pencil}
          label="Draw"
          look={active ? 'lit' : 'plain'}
          aria-pressed={active}
          onClick={() => onActive(!active)}
        />
        {drawn && <ControlButton icon={Eraser} label="Clear drawing" onClick={() => onClear()} />}
      </div>
    </Tooltip.Provider>
  )
}
