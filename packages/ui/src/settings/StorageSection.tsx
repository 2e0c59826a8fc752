import { Button } from '../shared/Button.tsx'
import { storedWords } from '../words/settingsWords.ts'
import styles from './Section.module.css'
import { Section } from './Section.tsx'

export type StorageSectionProps = {
  /** Null while or where the browser does not tell. */
  stored: boolean | null
  onKeep(): void
}

/** Whether this browser keeps what is stored in it. */
export function StorageSection({ stored, onKeep }: StorageSectionProps) {
  if (stored === null) return null
  return (
    <Section title="Storage">
      <p role="status" className={styles.hint}>
        {storedWords(stored)}
      </p>
      {!stored && (
        <div className={styles.buttons}>
          <Button size="regular" onClick={() => onKeep()}>
            Ask the browser to keep it
          </Button>
        </div>
      )}
    </Section>
  )
}
