import { FileKey, Laptop, Smartphone } from 'lucide-react'
import { Button } from '../shared/Button.tsx'
import type { DeviceItem } from '../types/settings.ts'
import { deviceName, deviceWords } from '../words/settingsWords.ts'
import styles from './Section.module.css'

export type DeviceRowProps = {
  device: DeviceItem
  /** Milliseconds since the epoch. */
  now: number
  locale: string
  onRemove(key: string): void
}

function iconOf({ kind, name }: DeviceItem) {
  if (kind === 'recovery') return FileKey
  return /android|iphone|phone|mobile/i.test(name ?? '') ? Smartphone : Laptop
}

/** One browser or recovery file of the own ID. */
export function DeviceRow({ device, now, locale, onRemove }: DeviceRowProps) {
  const name = deviceName(device)
  const Icon = iconOf(device)
  return (
    <li className={styles.row}>
      <span className={styles.kind}>
        <Icon />
      </span>
      <div className={styles.text}>
        <p className={styles.name}>
          {name.charAt(0).toUpperCase() + name.slice(1)}
          {device.here && device.name !== null && <span className={styles.badge}>This browser</span>}
        </p>
        <p className={styles.sub}>{deviceWords(device, now, locale)}</p>
      </div>
      <Button size="regular" tone="quiet" aria-label={`Remove ${name}`} onClick={() => onRemove(device.key)}>
        Remove
      </Button>
    </li>
  )
}
