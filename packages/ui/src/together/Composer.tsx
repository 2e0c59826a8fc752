import { Paperclip, SendHorizontal } from 'lucide-react'
import { type FormEvent, type KeyboardEvent, type RefObject, useRef, useState } from 'react'
import { IconButton } from '../shared/IconButton.tsx'
import { chatProblemWords, tooLongWords } from '../words/togetherWords.ts'
import styles from './Composer.module.css'

export type ComposerProps = {
  field: RefObject<HTMLTextAreaElement | null>
  /** The longest message, in UTF-16 units. A longer one stays in the field: cutting it would lose its end unseen. */
  maxLength: number
  /** False if it does not leave. */
  onSend(text: string): boolean
  onFiles(files: readonly File[]): void
}

/** Where one writes. Enter sends, Shift+Enter begins a new line. */
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
