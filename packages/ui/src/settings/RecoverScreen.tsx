import { ArrowLeft } from 'lucide-react'
import { type FormEvent, useId, useRef, useState } from 'react'
import { Brand } from '../shared/Brand.tsx'
import { Button } from '../shared/Button.tsx'
import { useFirstFocus } from '../shared/useFirstFocus.ts'
import type { RecoverProblem } from '../types/settings.ts'
import { recoverWords } from '../words/recoveryWords.ts'
import screen from './JoinScreen.module.css'
import { PassphraseField } from './PassphraseField.tsx'
import styles from './RecoverScreen.module.css'

export type RecoverScreenProps = {
  /** The result of the last try. */
  problem: RecoverProblem | null
  pending: boolean
  onRecover(file: File, passphrase: string): void
  onBack(): void
}

/** Brings an ID back from a recovery file and its passphrase. Knows nothing about what is in the file. */
export function RecoverScreen({ problem, pending, onRecover, onBack }: RecoverScreenProps) {
  const [file, setFile] = useState<File | null>(null)
  const [passphrase, setPassphrase] = useState('')
  const [shown, setShown] = useState(false)
  const [words, setWords] = useState<string | null>(null)
  /** True if a field changed since the last try: the result is not about the new text. */
  const [changed, setChanged] = useState(false)
  const heading = useRef<HTMLHeadingElement>(null)
  const [fileField, passphraseField] = [useRef<HTMLInputElement>(null), useRef<HTMLInputElement>(null)]
  const [fileId, wordsId] = [useId(), useId()]
  useFirstFocus(heading)
  const said = words ?? (problem !== null && !pending && !changed ? recoverWords(problem) : null)
  const touch = () => {
    setWords(null)
    setChanged(true)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (pending) return
    if (!file) {
      setWords('Choose your recovery file first.')
      fileField.current?.focus()
    } else if (passphrase === '') {
      setWords('Type the passphrase of the file.')
      passphraseField.current?.focus()
    } else {
      setWords(null)
      setChanged(false)
      onRecover(file, passphrase)
    }
  }
  return (
    <main className={screen.join}>
      <div className={screen.middle}>
        <Brand />
        <h1 ref={heading} tabIndex={-1}>
          Recover your ID
        </h1>
        <p className={screen.lead}>With the recovery file and its passphrase this browser becomes one of yours.</p>
        <form className={screen.form} onSubmit={submit} noValidate>
          <div className={styles.file}>
            <label htmlFor={fileId}>Recovery file</label>
            <input
              ref={fileField}
              id={fileId}
              type="file"
              aria-describedby={wordsId}
              onChange={(event) => {
                setFile(event.target.files?.[0] ?? null)
                touch()
              }}
            />
          </div>
          <PassphraseField
            ref={passphraseField}
            label="Passphrase"
            value={passphrase}
            onChange={(text) => {
              setPassphrase(text)
              touch()
            }}
            shown={shown}
            onShow={setShown}
            fresh={false}
            wordsId={wordsId}
            wrong={said !== null}
          />
          <p id={wordsId} role="alert" className={screen.words}>
            {said}
          </p>
          <div className={styles.answers}>
            <Button tone="quiet" onClick={() => onBack()}>
              <ArrowLeft />
              Back
            </Button>
            <Button type="submit" tone="call" aria-disabled={pending}>
              {pending ? 'Recovering…' : 'Recover my ID'}
            </Button>
          </div>
        </form>
      </div>
    </main>
  )
}
