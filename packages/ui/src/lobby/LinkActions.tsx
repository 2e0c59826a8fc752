import { tidyName, withoutUnseen } from '@parley/protocol'
import { Phone } from 'lucide-react'
import { type FormEvent, useId, useRef, useState } from 'react'
import { Button } from '../shared/Button.tsx'
import { useShare } from '../shared/useShare.ts'
import { type IdProblem, idWords } from '../words/idWords.ts'
import { noLinkWords } from '../words/lobbyWords.ts'
import styles from './Actions.module.css'
import { ShareLink, type ShareLinkProps } from './ShareLink.tsx'

export type LinkActionsProps = ShareLinkProps & {
  /** True while this person waits at the link. */
  waiting: boolean
  /** The own ID; null for a guest, who types a name. */
  userId: string | null
  /** The guest's last name. */
  name: string
  /** The reason why a guest could not join. */
  problem: IdProblem | null
  /** The link has expired or never existed. */
  gone: boolean
  /** The server is being asked whether it has. */
  checking: boolean
  /** @param name the guest's name; null for somebody with an ID */
  onJoin(name: string | null): void
  onLeave(): void
  /** Makes another link and returns whether that worked; null for guests, who cannot make one. */
  onNewLink: (() => Promise<boolean> | boolean) | null
}

/** The actions at a call link: join it, wait there, share it. */
export function LinkActions(props: LinkActionsProps) {
  const { waiting, userId, gone, problem, onJoin, onLeave, onNewLink } = props
  if (gone)
    return (
      <div className={styles.act}>
        <p className={styles.lead}>Its day is over, or it was never made. Ask whoever sent it for a new one.</p>
        {onNewLink && <NewLink onNewLink={onNewLink} />}
      </div>
    )
  if (props.checking)
    return (
      <p className={styles.lead} role="status">
        Looking whether this link is still good…
      </p>
    )
  const share = <ShareLink url={props.url} qr={props.qr} onShare={props.onShare} />
  if (waiting)
    return (
      <div className={styles.act}>
        <p className={styles.lead}>You are in as soon as somebody opens the link. Nobody can see you until then.</p>
        {share}
        <Button tone="end" onClick={() => onLeave()}>
          <Phone />
          Leave
        </Button>
      </div>
    )
  return (
    <div className={styles.act}>
      {userId === null ? (
        <GuestForm initial={props.name} onJoin={onJoin} />
      ) : (
        <>
          <p className={styles.lead}>You join as {userId}.</p>
          <Button tone="call" onClick={() => onJoin(null)}>
            Join
          </Button>
        </>
      )}
      {problem && (
        <p role="alert" className={styles.problem}>
          {idWords(problem)}
        </p>
      )}
      {share}
    </div>
  )
}

function NewLink({ onNewLink }: { onNewLink(): Promise<boolean> | boolean }) {
  const { state, share: makeLink } = useShare(onNewLink)
  return (
    <>
      <Button tone="call" onClick={() => void makeLink()}>
        New call link
      </Button>
      {state === 'failed' && (
        <p className={styles.problem} role="alert">
          {noLinkWords}
        </p>
      )}
    </>
  )
}

/** Says what is wrong with a name. */
const nameWords = (text: string) =>
  withoutUnseen(text).trim() === '' ? 'Type a name first.' : 'This name is too long. 40 letters fit.'

/** A guest chooses any name. */
function GuestForm({ initial, onJoin }: { initial: string; onJoin(name: string): void }) {
  const [text, setText] = useState(initial)
  const [wrong, setWrong] = useState(false)
  const [fieldId, noteId] = [useId(), useId()]
  const field = useRef<HTMLInputElement>(null)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const name = tidyName(text)
    if (name !== null) return onJoin(name)
    setWrong(true)
    field.current?.focus()
  }
  return (
    <form className={styles.act} onSubmit={submit} noValidate>
      <div className={styles.field}>
        <label htmlFor={fieldId}>Your name</label>
        <input
          ref={field}
          id={fieldId}
          value={text}
          autoComplete="name"
          enterKeyHint="go"
          aria-invalid={wrong}
          aria-describedby={noteId}
          onChange={(event) => {
            setText(event.target.value)
            setWrong(false)
          }}
        />
        <p id={noteId} className={wrong ? styles.problem : styles.hint} role={wrong ? 'alert' : undefined}>
          {wrong ? nameWords(text) : 'The other side sees it, marked as a guest’s.'}
        </p>
      </div>
      <Button type="submit" tone="call">
        Join as a guest
      </Button>
    </form>
  )
}
