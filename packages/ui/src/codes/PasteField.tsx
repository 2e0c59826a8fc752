import { ScanLine } from 'lucide-react'
import { type FormEvent, type ReactNode, useId, useState } from 'react'
import { Button } from '../shared/Button.tsx'
import { type PasteProblem, pasteWords } from '../words/codeWords.ts'
import styles from './Codes.module.css'

/** Shows the camera's picture until it contains a code. */
export type Scan = (found: (text: string) => void, close: () => void) => ReactNode

/** The most of a pasted text that is shown: a browser takes seconds to lay out a megabyte. Characters. */
const MOST_SHOWN = 4_000

export type PasteFieldProps = {
  /** The field's name. */
  label: string
  /** The label of the button that takes the code. */
  action: string
  /** The initial text, and the problem with it. */
  initial?: string
  initialProblem?: PasteProblem | null
  /** Takes the code; returns the problem, or null. */
  onCode(text: string): PasteProblem | null
  scan: Scan
}

/** The field for the other side's code, pasted or scanned. It says in words what is wrong with it. */
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
        value={text.slice(0, MOST_SHOWN)}
        rows={3}
        onChange={(event) => {
          setText(event.target.value)
          setProblem(null)
        }}
        onPaste={(event) => {
          const pasted = event.clipboardData.getData('text')
          // Replaces the old text: nobody joins two codes.
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
