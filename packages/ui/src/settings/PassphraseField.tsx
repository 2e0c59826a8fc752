import { Eye, EyeOff } from 'lucide-react'
import { type Ref, useId } from 'react'
import styles from './PassphraseField.module.css'

export type PassphraseFieldProps = {
  ref?: Ref<HTMLInputElement>
  label: string
  value: string
  onChange(text: string): void
  shown: boolean
  /** Toggles whether the text is visible; absent where another field decides. */
  onShow?: (shown: boolean) => void
  /** True for a new passphrase, false for an existing one, as password managers need to know. */
  fresh: boolean
  /** The id of the sentence that says what is wrong. */
  wordsId: string
  wrong: boolean
}

/** A passphrase field, hidden unless the person shows it. */
export function PassphraseField(props: PassphraseFieldProps) {
  const { ref, label, value, onChange, shown, onShow, fresh, wordsId, wrong } = props
  const id = useId()
  const Icon = shown ? EyeOff : Eye
  const toggle = shown ? 'Hide passphrase' : 'Show passphrase'
  return (
    <div className={styles.passphrase}>
      <label htmlFor={id}>{label}</label>
      <div className={styles.line}>
        <input
          ref={ref}
          id={id}
          type={shown ? 'text' : 'password'}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          aria-describedby={wordsId}
          aria-invalid={wrong}
          autoComplete={fresh ? 'new-password' : 'current-password'}
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
        />
        {onShow && (
          <button type="button" aria-label={toggle} title={toggle} onClick={() => onShow(!shown)}>
            <Icon />
          </button>
        )}
      </div>
    </div>
  )
}
