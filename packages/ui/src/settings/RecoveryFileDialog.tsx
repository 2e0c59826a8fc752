import { type FormEvent, useId, useRef, useState } from 'react'
import { Button } from '../shared/Button.tsx'
import { ModalDialog } from '../shared/ModalDialog.tsx'
import type { RecoveryFileState } from '../types/settings.ts'
import { idWords } from '../words/idWords.ts'
import { passphraseWords } from '../words/recoveryWords.ts'
import styles from './Dialogs.module.css'
import { PassphraseField } from './PassphraseField.tsx'

export type RecoveryFileDialogProps = {
  state: RecoveryFileState
  onMake(passphrase: string): void
  onClose(): void
}

type FormProps = { working: boolean; failed: boolean; onMake(passphrase: string): void }

function PassphraseForm({ working, failed, onMake }: FormProps) {
  const [first, setFirst] = useState('')
  const [again, setAgain] = useState('')
  const [shown, setShown] = useState(false)
  const [words, setWords] = useState<string | null>(null)
  const [firstField, againField] = [useRef<HTMLInputElement>(null), useRef<HTMLInputElement>(null)]
  const wordsId = useId()
  const said = words ?? (failed && !working ? idWords('failed') : null)
  const change = (set: (text: string) => void) => (text: string) => {
    set(text)
    setWords(null)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (working) return
    const problem = passphraseWords(first, again)
    setWords(problem)
    if (problem === null) onMake(first)
    else if (passphraseWords(first, first) !== null) firstField.current?.focus()
    else againField.current?.focus()
  }
  const common = { shown, fresh: true, wordsId, wrong: words !== null }
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <PassphraseField
        {...common}
        ref={firstField}
        label="Passphrase"
        value={first}
        onChange={change(setFirst)}
        onShow={setShown}
      />
      <PassphraseField
        {...common}
        ref={againField}
        label="Passphrase once more"
        value={again}
        onChange={change(setAgain)}
      />
      <p id={wordsId} role="alert" className={styles.problem}>
        {said}
      </p>
      <Button type="submit" tone="call" aria-disabled={working}>
        {working ? 'Making the file…' : 'Make recovery file'}
      </Button>
    </form>
  )
}

/** Makes a file that brings the ID back when every browser is lost. */
export function RecoveryFileDialog({ state, onMake, onClose }: RecoveryFileDialogProps) {
  const done = state.step === 'done'
  return (
    <ModalDialog
      title={done ? 'Your recovery file is saved' : 'Make a recovery file'}
      step={done ? 'done' : 'form'}
      onClose={onClose}
    >
      {done ? (
        <>
          <p role="status">
            <b>{state.fileName}</b> is among your downloads. Keep it where you keep important papers.
          </p>
          <Button tone="call" onClick={() => onClose()}>
            Done
          </Button>
        </>
      ) : (
        <>
          <p>
            The file and its passphrase bring your ID back when every browser is lost. Whoever has both can be you.
            Nobody can reset the passphrase: write it down, apart from the file.
          </p>
          <PassphraseForm working={state.step === 'working'} failed={state.step === 'failed'} onMake={onMake} />
        </>
      )}
    </ModalDialog>
  )
}
