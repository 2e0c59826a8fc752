import { checkUserId, withoutUnseen } from '@parley/protocol'
import { type FormEvent, useId, useRef, useState } from 'react'
import { Brand } from '../shared/Brand.tsx'
import { Button } from '../shared/Button.tsx'
import { CodesLink } from '../shared/CodesLink.tsx'
import { useFirstFocus } from '../shared/useFirstFocus.ts'
import type { IdProblem } from '../words/idWords.ts'
import styles from './WelcomeScreen.module.css'
import { type Availability, welcomeNote } from './welcomeNote.ts'

export type WelcomeScreenProps = {
  initialId?: string
  /** The server's answer to the last attempt. */
  problem: IdProblem | null
  pending: boolean
  availability: Availability
  onChange?(text: string): void
  onSubmit(id: string): void
  /** Leads to where an ID comes back from a recovery file. */
  onRecover?: () => void
}

/** The first visit: choose the ID others call. Knows nothing about how an ID is proven or kept. */
export function WelcomeScreen(props: WelcomeScreenProps) {
  const { initialId = '', problem, pending, availability, onChange, onSubmit, onRecover } = props
  const [text, setText] = useState(initialId)
  const id = text.trim()
  const [asked, setAsked] = useState(initialId)
  const [done, setDone] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  useFirstFocus(heading)
  const [fieldId, noteId] = [useId(), useId()]
  // Said about the text that was sent; it says nothing about what is in the field now.
  const aboutId = problem === 'taken' || problem === 'deviceRemoved'
  const relevant = aboutId && id !== asked ? null : problem
  const note = welcomeNote({ text: id, done, problem: relevant, availability })
  const wrong = note.tone === 'problem'

  const type = (typed: string) => {
    // A pasted or suggested ID comes with spaces around it, and with marks that nobody sees.
    const next = withoutUnseen(typed).trimStart()
    setText(next)
    setDone(false)
    onChange?.(next.trim())
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setDone(true)
    field.current?.focus()
    if (pending || checkUserId(id) !== null) return
    setAsked(id)
    onSubmit(id)
  }

  return (
    <main className={styles.welcome}>
      <div className={styles.middle}>
        <Brand />
        <h1 ref={heading} tabIndex={-1}>
          Choose your ID
        </h1>
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
        {onRecover && (
          <div className={styles.owner}>
            <p>Have an ID already? In a browser that has it, open Settings and choose “Add a device”.</p>
            <Button size="regular" tone="quiet" onClick={() => onRecover()}>
              I have a recovery file
            </Button>
          </div>
        )}
        <CodesLink />
      </div>
    </main>
  )
}
