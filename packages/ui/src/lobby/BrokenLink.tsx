import { type FormEvent, useId, useRef, useState } from 'react'
import { Button } from '../shared/Button.tsx'
import { brokenLinkWords } from '../words/lobbyWords.ts'
import styles from './Actions.module.css'

export type BrokenLinkProps = {
  /** Opens the call link in a text. False if there is none that can be read. */
  onOpen(text: string): boolean
}

/** Says that a call link cannot be read, and takes the whole of it. */
export function BrokenLink({ onOpen }: BrokenLinkProps) {
  const [text, setText] = useState('')
  const [wrong, setWrong] = useState(false)
  const [fieldId, noteId] = [useId(), useId()]
  const field = useRef<HTMLInputElement>(null)
  const open = (typed: string) => {
    if (onOpen(typed)) return
    setWrong(true)
    field.current?.focus()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    open(text)
  }
  return (
    <form className={styles.act} onSubmit={submit} noValidate>
      <p className={styles.lead}>
        Part of it was lost on the way. Copy all of it from the message and paste it here, or ask whoever sent it for a
        new one.
      </p>
      <div className={styles.field}>
        <label htmlFor={fieldId}>The whole link</label>
        <input
          ref={field}
          id={fieldId}
          value={text}
          autoComplete="off"
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          enterKeyHint="go"
          placeholder="https://…#call=…"
          aria-invalid={wrong}
          aria-describedby={noteId}
          onChange={(event) => {
            setText(event.target.value)
            setWrong(false)
          }}
        />
        <p id={noteId} role="alert" className={styles.problem}>
          {wrong && brokenLinkWords}
        </p>
      </div>
      <Button type="submit" tone="call">
        Open
      </Button>
    </form>
  )
}
