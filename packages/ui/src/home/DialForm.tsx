import { Phone, Video } from 'lucide-react'
import { type FormEvent, useId, useRef, useState } from 'react'
import { Button } from '../shared/Button.tsx'
import type { Media } from '../types/call.ts'
import { dialWords } from '../words/dialWords.ts'
import styles from './DialForm.module.css'
import type { Me } from './MeCard.tsx'

export type DialFormProps = { me: Me; initial: string; onCall(id: string, media: Media): void }

/** Calls the typed ID; Enter starts a video call. An ID that cannot be called gets a sentence instead. */
export function DialForm({ me, initial, onCall }: DialFormProps) {
  const [text, setText] = useState(initial)
  const [words, setWords] = useState<string | null>(null)
  const field = useRef<HTMLInputElement>(null)
  const noteId = useId()

  const call = (media: Media) => {
    const id = text.trim()
    const problem = dialWords(id, me)
    setWords(problem)
    if (problem === null) onCall(id, media)
    else field.current?.focus()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    call('video')
  }

  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <div className={styles.dial} data-wrong={words !== null}>
        <input
          ref={field}
          className={styles.field}
          value={text}
          onChange={(event) => {
            setText(event.target.value)
            setWords(null)
          }}
          aria-label="ID to call"
          aria-describedby={noteId}
          aria-invalid={words !== null}
          placeholder="ID to call"
          autoComplete="off"
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          enterKeyHint="go"
        />
        <div className={styles.ways}>
          <Button tone="soft" onClick={() => call('voice')}>
            <Phone />
            Voice call
          </Button>
          <Button type="submit" tone="call">
            <Video />
            Video call
          </Button>
        </div>
      </div>
      <p id={noteId} role="alert" className={styles.words}>
        {words}
      </p>
    </form>
  )
}
