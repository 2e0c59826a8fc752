import { Paperclip, SendHorizontal } from 'lucide-react'
import { type FormEvent, type KeyboardEvent, type RefObject, useRef, useState } from 'react'
import { IconButton } from '../shared/IconButton.tsx'
import { chatProblemWords, tooLongWords } from '../words/togetherWords.ts'
import styles from './Composer.module.css'

export type ComposerProps = {
  field: RefObject<HTMLTextAreaElement | null>
  /** The longest message, in UTF-16 units. A longer one stays in the field: cutting it would lose its end unseen. */
  maxLength: number
  /** Returns false if the message was not taken. */
  onSend(text: string): boolean
  onFiles(files: readonly File[]): void
}

/** The message field. Enter sends, Shift+Enter starts a new line. */
export function Composer({ field, maxLength, onSend, onFiles }: ComposerProps) {
  const [text, setText] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const picker = useRef<HTMLInputElement>(null)

  const send = () => {
    const { length } = text.trim()
    if (length === 0) return
    const sent = length <= maxLength && onSend(text)
    if (sent) setProblem(null)
    else setProblem(length > maxLength ? tooLongWords(length, maxLength) : chatProblemWords)
    if (sent) setText('')
    // The button becomes disabled, and would lose focus.
    field.current?.focus()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    send()
  }
  const press = (event: KeyboardEvent) => {
    // Enter that confirms an input method's word does not send.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    send()
  }
  return (
    <form className={styles.composer} onSubmit={submit}>
      {problem !== null && (
        <p className={styles.problem} role="alert">
          {problem}
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
          // Allows choosing the same file again.
          currentTarget.value = ''
        }}
      />
      <textarea
        ref={field}
        className={styles.field}
        aria-label="Message"
        placeholder="Message"
        rows={1}
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
