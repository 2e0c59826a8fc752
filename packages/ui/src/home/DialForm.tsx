import { callLinkIn, typedId } from '@parley/protocol'
import { Phone, Video } from 'lucide-react'
import { type FormEvent, useId, useRef, useState } from 'react'
import { Button } from '../shared/Button.tsx'
import type { Media } from '../types/call.ts'
import { dialWords } from '../words/dialWords.ts'
import { brokenLinkWords } from '../words/lobbyWords.ts'
import styles from './DialForm.module.css'
import type { Me } from './MeCard.tsx'

export type DialFormProps = {
  me: Me
  initial: string
  onCall(id: string, media: Media): void
  /** Opens a call link that was pasted. */
  onOpenLink(link: string): void
}

/**
 * Calls the typed or pasted ID; Enter starts a video call. An ID that cannot be called gets a sentence instead. A call
 * link is opened.
 */
export function DialForm({ me, initial, onCall, onOpenLink }: DialFormProps) {
  const [text, setText] = useState(initial)
  const [words, setWords] = useState<string | null>(null)
  const field = useRef<HTMLInputElement>(null)
  const noteId = useId()

  const call = (media: Media) => {
    const link = callLinkIn(text)
    if (link !== null && link !== 'broken') return onOpenLink(link)
    const id = typedId(text)
    const problem = link === 'broken' ? brokenLinkWords : dialWords(id, me)
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
