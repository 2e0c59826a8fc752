import { systemClock } from '@parley/protocol'
import { useState } from 'react'
import { Button } from '../shared/Button.tsx'
import { ModalDialog } from '../shared/ModalDialog.tsx'
import { QrCode } from '../shared/QrCode.tsx'
import { ShareButton } from '../shared/ShareButton.tsx'
import { useNow } from '../shared/useNow.ts'
import type { AddDeviceState } from '../types/settings.ts'
import { formatTimer } from '../words/formatTimer.ts'
import { addDeviceWords } from '../words/joinWords.ts'
import styles from './Dialogs.module.css'
import { Digits } from './Digits.tsx'

export type AddDeviceDialogProps = {
  state: AddDeviceState
  clock?: () => number
  /** The digits match: the device may join. */
  onApprove(): void
  onRefuse(): void
  onClose(): void
  /** Makes another link after a failure. */
  onAgain(): void
  /** Copies the link and returns whether that worked. */
  onCopy(): Promise<boolean> | boolean
}

const titles: Record<AddDeviceState['step'], string> = {
  opening: 'Add a device',
  open: 'Add a device',
  joined: 'Is this your device?',
  done: 'The device is added',
  failed: 'No device was added',
}

const secondMs = 1000

function TimeLeft({ expiresAt, clock }: { expiresAt: number; clock: () => number }) {
  const now = useNow(clock, secondMs)
  return <span role="timer">{formatTimer(Math.ceil((expiresAt - now) / 1000))}</span>
}

function Answers({ onApprove, onRefuse }: { onApprove(): void; onRefuse(): void }) {
  const [answered, setAnswered] = useState(false)
  const answer = (tell: () => void) => {
    if (answered) return
    setAnswered(true)
    tell()
  }
  return (
    <div className={styles.answers}>
      <Button tone="end" aria-disabled={answered} onClick={() => answer(onRefuse)}>
        No, refuse
      </Button>
      <Button tone="call" aria-disabled={answered} onClick={() => answer(onApprove)}>
        Yes, add it
      </Button>
    </div>
  )
}

function Step(props: AddDeviceDialogProps) {
  const { state, clock = systemClock.now, onClose } = props
  switch (state.step) {
    case 'opening':
      return (
        <p role="status" className={styles.muted}>
          Making a link…
        </p>
      )
    case 'open':
      return (
        <>
          <p>Scan this with the other device’s camera, or open the link there. Show it to nobody else.</p>
          <div className={styles.center}>
            <QrCode modules={state.qr} label="QR code of the link" className={styles.qr} />
          </div>
          <p className={styles.url}>{state.url}</p>
          <div className={styles.link}>
            <p className={styles.muted}>
              Works once, for <TimeLeft expiresAt={state.expiresAt} clock={clock} />
            </p>
            <ShareButton label="Copy link" onShare={props.onCopy} />
          </div>
        </>
      )
    case 'joined':
      return (
        <>
          <p>
            <b>{state.label}</b> wants to act as you. Does the other device show the same six digits?
          </p>
          <Digits digits={state.digits} />
          <Answers onApprove={props.onApprove} onRefuse={props.onRefuse} />
        </>
      )
    case 'done':
      return (
        <>
          <p role="status">{state.label} can now call and be called as you.</p>
          <Button tone="call" onClick={() => onClose()}>
            Done
          </Button>
        </>
      )
    case 'failed':
      return (
        <>
          <p role="alert">{addDeviceWords(state.why)}</p>
          {state.why !== 'full' && (
            <Button tone="soft" onClick={() => props.onAgain()}>
              {state.why === 'expired' ? 'Make another link' : 'Try again'}
            </Button>
          )}
        </>
      )
  }
}

/** On a device of the ID: shows the link for one more device, then asks the person to compare digits. */
export function AddDeviceDialog(props: AddDeviceDialogProps) {
  const { state, onClose } = props
  return (
    <ModalDialog title={titles[state.step]} step={state.step} onClose={onClose}>
      <Step {...props} />
    </ModalDialog>
  )
}
