import { systemClock } from '@parley/protocol'
import { Phone, Video } from 'lucide-react'
import { Button } from '../shared/Button.tsx'
import type { Media } from '../types/call.ts'
import type { PasteProblem } from '../words/codeWords.ts'
import styles from './Codes.module.css'
import { CodeView, type CodeViewProps } from './CodeView.tsx'
import { Card, Connecting, Failed, Making, NoMicrophone, type SharedPanelProps, Step } from './Panel.tsx'
import { PasteField, type Scan } from './PasteField.tsx'

export type StartPanelProps = SharedPanelProps &
  Pick<CodeViewProps, 'onCopy' | 'onShare'> & {
    onStart(media: Media): void
    /** Takes the other side's answer; returns the problem, or null. */
    onAnswer(text: string): PasteProblem | null
    scan: Scan
  }

/** The side that makes the first code. */
export function StartPanel(props: StartPanelProps) {
  return (
    <Card title="Start a call">
      <Body {...props} />
    </Card>
  )
}

function Body(props: StartPanelProps) {
  const { state, clock = systemClock.now, onCancel } = props
  switch (state.step) {
    case 'idle':
      return (
        <>
          <p className={styles.hint}>You send a code to the other person, and paste what they send back.</p>
          <div className={styles.buttons}>
            <Button tone="call" onClick={() => props.onStart('voice')}>
              <Phone />
              Start with voice
            </Button>
            <Button tone="soft" onClick={() => props.onStart('video')}>
              <Video />
              With video
            </Button>
          </div>
        </>
      )
    case 'making':
      return <Making {...props} />
    case 'made':
      return (
        <>
          <NoMicrophone {...props} />
          <Step number={1} title="Send them this code">
            <CodeView label="Your code" code={state.code} onCopy={props.onCopy} onShare={props.onShare} />
          </Step>
          <Step number={2} title="Paste their answer">
            {state.since === null ? (
              <PasteField label="Their answer" action="Connect" onCode={props.onAnswer} scan={props.scan} />
            ) : (
              <Connecting since={state.since} clock={clock} onHelp={props.onHelp} />
            )}
          </Step>
          <Button size="regular" tone="quiet" onClick={() => onCancel()}>
            Cancel
          </Button>
        </>
      )
    case 'connected':
      return props.connected
    case 'failed':
      return <Failed onCancel={onCancel} />
  }
}
