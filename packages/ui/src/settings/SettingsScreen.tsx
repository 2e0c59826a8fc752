import { systemClock } from '@parley/protocol'
import { ArrowLeft } from 'lucide-react'
import { useRef } from 'react'
import { Button } from '../shared/Button.tsx'
import { useFirstFocus } from '../shared/useFirstFocus.ts'
import type { ContactItem, DeviceItem, DevicesProblem, RingRule } from '../types/settings.ts'
import { lessDataWords, preconnectWords } from '../words/settingsWords.ts'
import { wordsLocale } from '../words/timeWords.ts'
import { BlockedSection } from './BlockedSection.tsx'
import { ContactsSection } from './ContactsSection.tsx'
import { DevicesSection } from './DevicesSection.tsx'
import { RingSection } from './RingSection.tsx'
import styles from './SettingsScreen.module.css'
import { StorageSection } from './StorageSection.tsx'
import { SwitchSection } from './SwitchSection.tsx'

export type SettingsScreenProps = {
  /** The own ID. */
  userId: string
  ring: RingRule
  onRing(ring: RingRule): void
  lessData: boolean
  onLessData(lessData: boolean): void
  /** True if it preconnects while it rings. */
  preconnect: boolean
  onPreconnect(preconnect: boolean): void
  contacts: readonly ContactItem[]
  onAddContact(userId: string): void
  onRemoveContact(userId: string): void
  blocked: readonly string[]
  onUnblock(userId: string): void
  /** Null while the request for them is under way. */
  devices: readonly DeviceItem[] | null
  devicesProblem: DevicesProblem | null
  /** Requests the devices again. */
  onRetry(): void
  /** Removes a device and returns whether that worked. */
  onRemoveDevice(key: string): Promise<boolean> | boolean
  /** Whether the browser keeps what is stored here; null while or where it does not tell. */
  stored: boolean | null
  /** Asks the browser to keep it. */
  onKeepStored(): void
  onAddDevice(): void
  onRecoveryFile(): void
  onBack(): void
  clock?: () => number
  locale?: string
}

/** The settings: who may ring, and which browsers and files hold the ID. */
export function SettingsScreen(props: SettingsScreenProps) {
  const { clock = systemClock.wall, locale = wordsLocale(navigator.languages) } = props
  const heading = useRef<HTMLHeadingElement>(null)
  useFirstFocus(heading)
  return (
    <main className={styles.settings}>
      <Button size="regular" tone="quiet" className={styles.back} onClick={() => props.onBack()}>
        <ArrowLeft />
        Back
      </Button>
      <h1 ref={heading} tabIndex={-1}>
        Settings
      </h1>
      <RingSection ring={props.ring} onRing={props.onRing} />
      <ContactsSection
        userId={props.userId}
        contacts={props.contacts}
        onAdd={props.onAddContact}
        onRemove={props.onRemoveContact}
      />
      <BlockedSection blocked={props.blocked} onUnblock={props.onUnblock} />
      <SwitchSection title="Answering" {...preconnectWords} on={props.preconnect} onChange={props.onPreconnect} />
      <SwitchSection title="Data" {...lessDataWords} on={props.lessData} onChange={props.onLessData} />
      <DevicesSection
        devices={props.devices}
        problem={props.devicesProblem}
        clock={clock}
        locale={locale}
        onRetry={props.onRetry}
        onRemove={props.onRemoveDevice}
        onAdd={props.onAddDevice}
        onRecoveryFile={props.onRecoveryFile}
      />
      <StorageSection stored={props.stored} onKeep={props.onKeepStored} />
    </main>
  )
}
