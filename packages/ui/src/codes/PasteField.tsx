import { ScanLine } from 'lucide-react'
import { type FormEvent, type ReactNode, useId, useState } from 'react'
import { Button } from '../shared/Button.tsx'
import { type PasteProblem, pasteWords } from '../words/codeWords.ts'
import styles from './Codes.module.css'

/** Shows what a camera sees until it finds a code. */
export type Scan = (found: (text: string) => void, close: () => void) => ReactNode

export type PasteFieldProps = {
  /** The field's name. */
  label: string
  /** What the button says that takes the code. */
  action: string
  /** What is in it at the beginning, and what is wrong with that. */
  initial?: string
  initialProblem?: PasteProblem | null
  /** Takes the code; says what is wrong with it, or null. */
  onCode(text: string): PasteProblem | null
  scan: Scan
}

/** Where the other side's code comes in: pasted, or scanned. Says in words what is wrong with it. */
export function PasteField({ label, action, initial = '', initialProblem = null, onCode, scan }: PasteFieldProps) {
  const [text, setText] = useState(initial)
  const [problem, setProblem] = useState<PasteProblem | null>(initialProblem)
  const [scanning, setScanning] = useState(false)
  const [fieldId, noteId] = [useId(), useId()]
  const take = (code: string) => setProblem(onCode(code))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    take(text)
  }
  return (
    <form className={styles.paste} onSubmit={submit} noValidate>
      <label htmlFor={fieldId}>{label}</label>
      <textarea
        id={fieldId}
        value={text}
        rows={3}
        onChange={(event) => {
          setText(event.target.value)
          setProblem(null)
        }}
        onPaste={(event) => {
          const pasted = event.clipboardData.getData('text')
          // Over whatever was there: nobody joins two codes.
          event.preventDefault()
          setText(pasted)
          take(pasted)
        }}
        aria-describedby={noteId}
        aria-invalid={problem !== null}
        autoComplete="off"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        placeholder="Paste it here"
      />
      <p id={noteId} role="alert" className={styles.problem}>
        {problem && pasteWords(problem)}
      </p>
      <div className={styles.buttons}>
        <Button type="submit" size="regular" tone="soft">
          {action}
        </Button>
        <Button size="regular" onClick={() => setScanning(true)}>
          <ScanLine />
          Scan
        </Button>
      </div>
      {scanning &&
        scan(
          (found) => {
            setScanning(false)
            setText(found)
            take(found)
          },
          () => setScanning(false),
        )}
    </form>
  )
}
