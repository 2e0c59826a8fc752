import { Phone, Video } from 'lucide-react'
import { Button } from '../shared/Button.tsx'
import type { Media } from '../types/call.ts'
import { offerWords, type PasteProblem } from '../words/codeWords.ts'
import styles from './Codes.module.css'
import { CodeView, type CodeViewProps } from './CodeView.tsx'
import { Card, Failed, Making, NoMicrophone, type SharedPanelProps, Step } from './Panel.tsx'
import { PasteField, type Scan } from './PasteField.tsx'

export type AnswerPanelProps = SharedPanelProps &
  Pick<CodeViewProps, 'onCopy' | 'onShare'> & {
    /** The initial text of the field. */
    initial?: string
    initialProblem?: PasteProblem | null
    /** The valid code that was read. */
    offer: { from: string | null; media: Media } | null
    /** Reads the other side's code; returns the problem, or null. */
    onOffer(text: string): PasteProblem | null
    onAnswer(media: Media): void
    scan: Scan
  }

/** The side that got a code. */
export function AnswerPanel(props: AnswerPanelProps) {
  return (
    <Card title="Answer a call">
      <Body {...props} />
    </Card>
  )
}

function Body(props: AnswerPanelProps) {
  const { state, offer, onCancel } = props
  switch (state.step) {
    case 'idle':
      return offer ? (
        <Offer {...props} offer={offer} />
      ) : (
        <>
          <p className={styles.hint}>Somebody has sent you a code? It goes here.</p>
          <PasteField
            label="Their code"
            action="Read"
            {...(props.initial !== undefined && { initial: props.initial })}
            initialProblem={props.initialProblem ?? null}
            onCode={props.onOffer}
            scan={props.scan}
          />
        </>
      )
    case 'making':
      return <Making {...props} />
    case 'made':
      return (
        <>
          <NoMicrophone {...props} />
          <Step number={2} title="Send them this answer">
            <CodeView label="Your answer" code={state.code} onCopy={props.onCopy} onShare={props.onShare} />
          </Step>
          <Step number={3} title="Wait">
            <div className={styles.making}>
              <progress aria-label="Waiting" />
              <p role="status">You are connected as soon as they have pasted it. Keep this page open.</p>
            </div>
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

function Offer({ offer, onAnswer, onCancel }: AnswerPanelProps & { offer: NonNullable<AnswerPanelProps['offer']> }) {
  return (
    <Step number={1} title={offerWords(offer)}>
      {offer.from !== null && (
        <p className={styles.hint}>Anybody can write a name into a code. You will hear who it is.</p>
      )}
      <div className={styles.buttons}>
        {offer.media === 'video' && (
          <Button tone="call" onClick={() => onAnswer('video')}>
            <Video />
            Answer with video
          </Button>
        )}
        <Button tone={offer.media === 'video' ? 'soft' : 'call'} onClick={() => onAnswer('voice')}>
          <Phone />
          {offer.media === 'video' ? 'With voice only' : 'Answer'}
        </Button>
        <Button tone="quiet" onClick={() => onCancel()}>
          Not now
        </Button>
      </div>
    </Step>
  )
}
