import { Tooltip } from '@base-ui/react/tooltip'
import type { LucideIcon } from 'lucide-react'
import type { ComponentProps, ReactElement } from 'react'
import styles from './ControlButton.module.css'

export type ControlButtonProps = Omit<ComponentProps<'button'>, 'children'> & {
  icon: LucideIcon
  label: string
  /** The key that does the same, as printed on it. */
  shortcut?: string
  /** `lit` stands out because something is off or special; `end` ends the call. */
  look?: 'plain' | 'lit' | 'end'
  /** An element to render the button as, for a popup that brings its own trigger. */
  render?: ReactElement
}

/** One button on the stage, its name and shortcut in a tooltip. */
export function ControlButton(props: ControlButtonProps) {
  const { icon: Icon, label, shortcut, look = 'plain', render, ...rest } = props
  return (
    <Tooltip.Root>
      <Tooltip.Trigger
        {...rest}
        {...(render ? { render } : {})}
        className={styles.button}
        aria-label={label}
        aria-keyshortcuts={shortcut}
        data-look={look}
      >
        <Icon />
      </Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Positioner sideOffset={10} className={styles.positioner}>
          <Tooltip.Popup className={styles.tip} data-stage="">
            {label}
            {shortcut && <kbd>{shortcut}</kbd>}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  )
}
