import { useId } from 'react'
import type { RingRule } from '../types/settings.ts'
import { ringChoices } from '../words/settingsWords.ts'
import styles from './RingSection.module.css'
import sheet from './Section.module.css'
import { Section } from './Section.tsx'

export type RingSectionProps = { ring: RingRule; onRing(ring: RingRule): void }

const title = 'Who may call me'

/** Chooses who may ring, and says what callers notice. */
export function RingSection({ ring, onRing }: RingSectionProps) {
  const id = useId()
  return (
    <Section title={title}>
      <div role="radiogroup" aria-label={title} className={sheet.sheet}>
        {ringChoices.map((choice) => (
          <label key={choice.ring} className={styles.choice}>
            <input
              type="radio"
              name={id}
              checked={choice.ring === ring}
              onChange={() => onRing(choice.ring)}
              aria-labelledby={`${id}${choice.ring}`}
              aria-describedby={`${id}${choice.ring}effect`}
            />
            <span>
              <span id={`${id}${choice.ring}`} className={styles.name}>
                {choice.name}
              </span>
              <span id={`${id}${choice.ring}effect`} className={styles.effect}>
                {choice.effect}
              </span>
            </span>
          </label>
        ))}
      </div>
    </Section>
  )
}
