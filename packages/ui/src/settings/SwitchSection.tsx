import { useId } from 'react'
import styles from './RingSection.module.css'
import sheet from './Section.module.css'
import { Section } from './Section.tsx'

export type SwitchSectionProps = {
  title: string
  name: string
  /** The effect of the switch, and its cost. */
  effect: string
  on: boolean
  onChange(on: boolean): void
}

/** Something that is on or off. */
export function SwitchSection({ title, name, effect, on, onChange }: SwitchSectionProps) {
  const id = useId()
  return (
    <Section title={title}>
      <div className={sheet.sheet}>
        <label className={styles.choice}>
          <input
            type="checkbox"
            role="switch"
            checked={on}
            aria-checked={on}
            onChange={() => onChange(!on)}
            aria-labelledby={`${id}name`}
            aria-describedby={`${id}effect`}
          />
          <span>
            <span id={`${id}name`} className={styles.name}>
              {name}
            </span>
            <span id={`${id}effect`} className={styles.effect}>
              {effect}
            </span>
          </span>
        </label>
      </div>
    </Section>
  )
}
