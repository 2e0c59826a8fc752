import { CSPProvider } from '@base-ui/react/csp-provider'
import { Select } from '@base-ui/react/select'
import { Check, ChevronDown, type LucideIcon } from 'lucide-react'
import type { DeviceOption } from '../types/call.ts'
import { deviceNames } from '../words/deviceNames.ts'
import styles from './DeviceSelect.module.css'

export type DeviceSelectProps = {
  /** The accessible name: Camera, Microphone or Speaker. */
  label: string
  icon: LucideIcon
  options: readonly DeviceOption[]
  value: string | null
  onChange(id: string): void
  /** Uses the colours of the dark stage, which a portal would otherwise leave. */
  onStage?: boolean
  /** Shown while no listed device is in use; the label by default. */
  placeholder?: string
}

/** Picks one device; shows nothing when there is none to pick. */
export function DeviceSelect(props: DeviceSelectProps) {
  const { label, icon: Icon, options, value, onChange, onStage = false, placeholder = label } = props
  if (options.length === 0) return null
  const names = deviceNames(options, label)
  const items = options.map(({ id }, index) => ({ value: id, label: names[index] }))
  // A device in use that the browser does not list has no name to show.
  const listed = options.some(({ id }) => id === value) ? value : null
  const stage = onStage ? '' : undefined
  return (
    // Without this the popup adds a <style> for scroll arrows it does not have, which a strict CSP refuses.
    <CSPProvider disableStyleElements>
      <Select.Root items={items} value={listed} onValueChange={(id) => id !== null && onChange(id)} modal={false}>
        <Select.Trigger className={styles.trigger} aria-label={label} data-stage={stage}>
          <Icon />
          <Select.Value className={styles.value} placeholder={placeholder} />
          <ChevronDown className={styles.chevron} />
        </Select.Trigger>
        <Select.Portal>
          <Select.Positioner
            className={styles.positioner}
            sideOffset={6}
            alignItemWithTrigger={false}
            data-stage={stage}
          >
            <Select.Popup className={styles.popup}>
              <Select.List>
                {items.map((item) => (
                  <Select.Item key={item.value} value={item.value} className={styles.item}>
                    <Select.ItemText>{item.label}</Select.ItemText>
                    <Select.ItemIndicator>
                      <Check />
                    </Select.ItemIndicator>
                  </Select.Item>
                ))}
              </Select.List>
            </Select.Popup>
          </Select.Positioner>
        </Select.Portal>
      </Select.Root>
    </CSPProvider>
  )
}
