import { ArrowLeft } from 'lucide-react'
import { type ReactNode, type RefObject, useRef } from 'react'
import { NoticeLine } from '../home/NoticeLine.tsx'
import { Button } from '../shared/Button.tsx'
import { useFirstFocus } from '../shared/useFirstFocus.ts'
import type { EndedCall } from '../types/call.ts'
import { helpWords } from '../words/codeWords.ts'
import styles from './Codes.module.css'

export type CodesScreenProps = {
  /** How the last call ended. */
  notice: EndedCall | null
  onDismissNotice(): void
  onBack(): void
  /** Both sides are on this page. */
  tryOut: boolean
  /** Absent while a call is being made. */
  onTryOut: ((tryOut: boolean) => void) | undefined
  help: RefObject<HTMLDetailsElement | null>
  /** The panels. */
  children: ReactNode
}

/** Calls without a server, by two codes that people carry by hand. */
export function CodesScreen(props: CodesScreenProps) {
  const { tryOut, onTryOut } = props
  const heading = useRef<HTMLHeadingElement>(null)
  useFirstFocus(heading)
  return (
    <main className={styles.codes}>
      <NoticeLine notice={props.notice} onDismiss={props.onDismissNotice} />
      <Button size="regular" tone="quiet" className={styles.back} onClick={() => props.onBack()}>
        <ArrowLeft />
        Back
      </Button>
      <h1 ref={heading} tabIndex={-1}>
        {tryOut ? 'Try it on this device' : 'Call without a server'}
      </h1>
      <p className={styles.lead}>
        {tryOut
          ? 'Both sides are here. Carry the code from one card to the other, and the answer back.'
          : 'Two codes, sent in any way you like, and you are connected: directly, encrypted, with nobody in between.'}
      </p>
      <div className={styles.panels}>{props.children}</div>
      {onTryOut && (
        <Button size="regular" tone="quiet" className={styles.try} onClick={() => onTryOut(!tryOut)}>
          {tryOut ? 'Call somebody else instead' : 'Try it on this device'}
        </Button>
      )}
      <details ref={props.help} className={styles.help}>
        <summary>If it does not work</summary>
        <dl>
          {helpWords.map(({ title, text }) => (
            <div key={title}>
              <dt>{title}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      </details>
    </main>
  )
}
