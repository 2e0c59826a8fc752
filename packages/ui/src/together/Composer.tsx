import { Paperclip, SendHorizontal } from 'lucide-react'
import { type FormEvent, type KeyboardEvent, type RefObject, useRef, useState } from 'react'
import { IconButton } from '../shared/IconButton.tsx'
import { chatProblemWords } from '../words/togetherWords.ts'
import styles from './Composer.module.css'

export type ComposerProps = {
  field: RefObject<HTMLTextAreaElement | null>
  maxLength: number
  /** False if it does not leave. */
  onSend(text: string): boolean
  onFiles(files: readonly File[]): void
}

/** Where one writes. Enter sends, Shift+Enter begins a new line. */
export function Composer({ field, maxLength, onSend, onFiles }: ComposerProps) {
  const [text, setText] = useState('')
  const [problem, setProblem] = useState(false)
  const picker = useRef<HTMLInputElement>(null)

  const send = () => {
    if (text.trim() === '') return
    const sent = onSend(text)
    setProblem(!sent)
    if (sent) setText('')
    // The button goes out of use, and would take the keyboard's place with it.
    field.current?.focus()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    send()
  }
  const press = (event: KeyboardEvent) => {
    // Enter that chooses a word of an input method is not for sending.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    send()
  }
  return (
    <form className={styles.composer} onSubmit={submit}>
      {problem && (
        <p className={styles.problem} role="alert">
          {chatProblemWords}
        </p>
      )}
      <IconButton icon={Paperclip} label="Attach files" onClick={() => picker.current?.click()} />
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        onChange={({ currentTarget }) => {
          onFiles([...(currentTarget.files ?? [])])
          // The same file may be chosen again.
          currentTarget.value = ''
        }}
      />
      <textarea
        ref={field}
        className={styles.field}
        aria-label="Message"
        placeholder="Message"
        rows={1}
        maxLength={maxLength}
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
        onKeyDown={press}
      />
      <button type="submit" className={styles.send} aria-label="Send" title="Send" disabled={text.trim() === ''}>
        <SendHorizontal />
      </button>
    </form>
  )
}
