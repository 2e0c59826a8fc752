import { FileKey, Plus } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../shared/Button.tsx'
import { Note } from '../shared/Note.tsx'
import { useNow } from '../shared/useNow.ts'
import type { DeviceItem, DevicesProblem } from '../types/settings.ts'
import { devicesProblemWords } from '../words/settingsWords.ts'
import { DeviceRow } from './DeviceRow.tsx'
import { RemoveDeviceDialog } from './RemoveDeviceDialog.tsx'
import styles from './Section.module.css'
import { Section } from './Section.tsx'

export type DevicesSectionProps = {
  devices: readonly DeviceItem[] | null
  problem: DevicesProblem | null
  clock: () => number
  locale: string
  onRetry(): void
  onRemove(key: string): Promise<boolean> | boolean
  onAdd(): void
  onRecoveryFile(): void
}

const minuteMs = 60_000

/** The browsers and recovery files of this ID, with buttons to add and remove them. */
export function DevicesSection(props: DevicesSectionProps) {
  const { devices, problem, clock, locale, onRetry, onRemove, onAdd, onRecoveryFile } = props
  const now = useNow(clock, minuteMs)
  const [asked, setAsked] = useState<string | null>(null)
  const removing = devices?.find(({ key }) => key === asked)
  const fragile = devices?.length === 1 && devices[0]?.kind !== 'recovery'
  return (
    <Section title="Devices" count={devices?.length ?? 0}>
      <p className={styles.hint}>The browsers that can call and be called as you.</p>
      {fragile && <Note tone="warn">If you lose this browser, you lose this ID. Make a recovery file.</Note>}
      {problem && (
        <div className={styles.problem}>
          <p role="alert">{devicesProblemWords(problem)}</p>
          <Button size="regular" onClick={() => onRetry()}>
            Try again
          </Button>
        </div>
      )}
      {devices === null && !problem && (
        <p role="status" className={styles.hint}>
          Looking for your devices…
        </p>
      )}
      {devices !== null && (
        <ul className={styles.sheet} aria-label="Devices">
          {devices.map((device) => (
            <DeviceRow key={device.key} device={device} now={now} locale={locale} onRemove={setAsked} />
          ))}
        </ul>
      )}
      <div className={styles.buttons}>
        <Button size="regular" onClick={() => onAdd()}>
          <Plus />
          Add a device
        </Button>
        <Button size="regular" onClick={() => onRecoveryFile()}>
          <FileKey />
          Make a recovery file
        </Button>
      </div>
      {removing && (
        <RemoveDeviceDialog
          device={removing}
          last={devices?.length === 1}
          onRemove={() => onRemove(removing.key)}
          onRecoveryFile={() => {
            setAsked(null)
            onRecoveryFile()
          }}
          onClose={() => setAsked(null)}
        />
      )}
    </Section>
  )
}
