import { checkUserId } from '@parley/protocol'
import { type FormEvent, useId, useRef, useState } from 'react'
import { Brand } from '../shared/Brand.tsx'
import { Button } from '../shared/Button.tsx'
import type { IdProblem } from '../words/idWords.ts'
import styles from './WelcomeScreen.module.css'
import { type Availability, welcomeNote } from './welcomeNote.ts'

export type WelcomeScreenProps = {
  initialId?: string
  /** What the server said to the last attempt. */
  problem: IdProblem | null
  pending: boolean
  availability: Availability
  onChange?(text: string): void
  onSubmit(id: string): void
}

/** The first visit: choose the ID others call. Knows nothing about how an ID is proven or kept. */
export function WelcomeScreen(props: WelcomeScreenProps) {
  const { initialId = '', problem, pending, availability, onChange, onSubmit } = props
  const [text, setText] = useState(initialId)
  const [asked, setAsked] = useState(initialId)
  const [done, setDone] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const [fieldId, noteId] = [useId(), useId()]
  // `taken` was said about the text that was sent; it says nothing about what is in the field now.
  const relevant = problem === 'taken' && text !== asked ? null : problem
  const note = welcomeNote({ text, done, problem: relevant, availability })
  const wrong = note.tone === 'problem'

  const type = (next: string) => {
    setText(next)
    setDone(false)
    onChange?.(next)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setDone(true)
    field.current?.focus()
    if (pending || checkUserId(text) !== null) return
    setAsked(text)
    onSubmit(text)
  }

  return (
    <main className={styles.welcome}>
      <div className={styles.middle}>
        <Brand />
        <h1>Choose your ID</h1>
        <p className={styles.lead}>
          Parley calls go straight from your browser to theirs. Your ID is all somebody needs to call you.
        </p>
        <form onSubmit={submit} noValidate>
          <label htmlFor={fieldId}>Your ID</label>
          <div className={styles.line} data-wrong={wrong}>
            <input
              ref={field}
              id={fieldId}
              value={text}
              onChange={(event) => type(event.target.value)}
              onBlur={() => setDone(text !== '')}
              aria-describedby={noteId}
              aria-invalid={wrong}
              autoComplete="username"
              autoCapitalize="none"
              autoCorrect="off"
              spellCheck={false}
              enterKeyHint="go"
              placeholder="for example ada"
            />
            <Button type="submit" tone="call" aria-disabled={pending}>
              {pending ? 'Going online…' : 'Go online'}
            </Button>
          </div>
          <div id={noteId} className={styles.note} data-tone={note.tone}>
            <p role="alert">{wrong && note.text}</p>
            <p role="status">{!wrong && note.text}</p>
          </div>
        </form>
      </div>
    </main>
  )
}
