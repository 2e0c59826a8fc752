import { useId } from 'react'
import { lessDataWords } from '../words/settingsWords.ts'
import styles from './RingSection.module.css'
import sheet from './Section.module.css'
import { Section } from './Section.tsx'

export type DataSectionProps = { lessData: boolean; onLessData(lessData: boolean): void }

/** How much a call may send. */
export function DataSection({ lessData, onLessData }: DataSectionProps) {
  const id = useId()
  return (
    <Section title="Data">
      <div className={sheet.sheet}>
        <label className={styles.choice}>
          <input
            type="checkbox"
            role="switch"
            checked={lessData}
            aria-checked={lessData}
            onChange={() => onLessData(!lessData)}
            aria-labelledby={`${id}name`}
            aria-describedby={`${id}effect`}
          />
          <span>
            <span id={`${id}name`} className={styles.name}>
              {lessDataWords.name}
            </span>
            <span id={`${id}effect`} className={styles.effect}>
              {lessDataWords.effect}
            </span>
          </span>
        </label>
      </div>
    </Section>
  )
}
