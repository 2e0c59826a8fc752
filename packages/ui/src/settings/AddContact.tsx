import { typedId } from '@parley/protocol'
import { type FormEvent, useId, useRef, useState } from 'react'
import { Button } from '../shared/Button.tsx'
import type { ContactItem } from '../types/settings.ts'
import { contactWords } from '../words/settingsWords.ts'
import styles from './AddContact.module.css'

export type AddContactProps = { userId: string; contacts: readonly ContactItem[]; onAdd(userId: string): void }

/** Adds a contact by ID, without a call before. */
export function AddContact({ userId, contacts, onAdd }: AddContactProps) {
  const [text, setText] = useState('')
  const [words, setWords] = useState<string | null>(null)
  const field = useRef<HTMLInputElement>(null)
  const noteId = useId()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const id = typedId(text)
    const problem = contactWords(id, userId, contacts)
    setWords(problem)
    field.current?.focus()
    if (problem !== null) return
    setText('')
    onAdd(id)
  }
  return (
    <form onSubmit={submit} noValidate>
      <div className={styles.line}>
        <input
          ref={field}
          className={styles.field}
          value={text}
          onChange={(event) => {
            setText(event.target.value)
            setWords(null)
          }}
          aria-label="Add a contact"
          aria-describedby={noteId}
          aria-invalid={words !== null}
          placeholder="Add a contact by ID"
          autoComplete="off"
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          enterKeyHint="done"
        />
        <Button type="submit" size="regular">
          Add
        </Button>
      </div>
      <p id={noteId} role="alert" className={styles.words}>
        {words}
      </p>
    </form>
  )
}
