import { type ReactNode, useRef } from 'react'
import { Brand } from '../shared/Brand.tsx'
import { Button } from '../shared/Button.tsx'
import { useFirstFocus } from '../shared/useFirstFocus.ts'
import { useStepFocus } from '../shared/useStepFocus.ts'
import type { JoinState } from '../types/settings.ts'
import { joinWords } from '../words/joinWords.ts'
import { Digits } from './Digits.tsx'
import styles from './JoinScreen.module.css'

export type JoinScreenProps = {
  state: JoinState
  /** Joins, or tries again. */
  onJoin(): void
  /** Does not join; also leaves the screen after a failure. */
  onCancel(): void
}

type Step = { title: string; body: ReactNode; buttons: ReactNode }

function stepOf({ state, onJoin, onCancel }: JoinScreenProps): Step {
  const cancel = (words: string) => (
    <Button tone="quiet" onClick={() => onCancel()}>
      {words}
    </Button>
  )
  const join = (words: string) => (
    <Button tone="call" onClick={() => onJoin()}>
      {words}
    </Button>
  )
  switch (state.step) {
    case 'ask':
      return {
        title: `Add this browser to ${state.userId}?`,
        body: `It can then call and be called as ${state.userId}. Go on only if you opened this link yourself.`,
        buttons: (
          <>
            {join('Add this browser')}
            {cancel('Not now')}
          </>
        ),
      }
    case 'working':
      return { title: 'Adding this browser…', body: 'Looking for your other device.', buttons: cancel('Cancel') }
    case 'digits':
      return {
        title: 'Compare the digits',
        body: (
          <>
            Your other device shows six digits too. If they are the same, choose “Yes, add it” there.
            <Digits digits={state.digits} />
          </>
        ),
        buttons: cancel('Cancel'),
      }
    case 'failed':
      return {
        title: 'This browser was not added',
        body: joinWords(state.why),
        buttons: (
          <>
            {(state.why === 'unreachable' || state.why === 'failed') && join('Try again')}
            {cancel('Go to Parley')}
          </>
        ),
      }
  }
}

/** Asks in a browser without an ID, opened by a device link, whether it may join that ID. */
export function JoinScreen(props: JoinScreenProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  useFirstFocus(heading)
  useStepFocus(heading, props.state.step)
  const { title, body, buttons } = stepOf(props)
  return (
    <main className={styles.join}>
      <div className={styles.middle}>
        <Brand />
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        <div className={styles.lead} aria-live="polite">
          {body}
        </div>
        <div className={styles.buttons}>{buttons}</div>
      </div>
    </main>
  )
}
