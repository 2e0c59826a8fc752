import { Popover } from '@base-ui/react/popover'
import { Check, LockKeyhole } from 'lucide-react'
import { useRef } from 'react'
import { Button } from '../shared/Button.tsx'
import type { SafetyNumber, StandingView } from '../types/call.ts'
import styles from './SafetyPanel.module.css'

export type SafetyPanelProps = {
  peer: string
  standing: StandingView
  safety: SafetyNumber | null
  open: boolean
  onOpen(open: boolean): void
  onVerified(verified: boolean): void
  /** True while the lock has focus: the controls stay. */
  onFocus(focused: boolean): void
}

/** The lock of a call, with the safety number to compare behind it. Nothing without an identity. */
export function SafetyPanel(props: SafetyPanelProps) {
  const { peer, standing, safety, open, onOpen, onVerified, onFocus } = props
  const popup = useRef<HTMLDivElement>(null)
  if (standing !== 'new' && standing !== 'known' && standing !== 'verified') return null
  const verified = standing === 'verified'
  return (
    <Popover.Root open={open} onOpenChange={onOpen}>
      <Popover.Trigger
        className={styles.lock}
        data-verified={verified}
        aria-label={verified ? 'Verified' : 'Encrypted. Compare safety number'}
        title={verified ? 'Verified' : 'Encrypted. Compare safety number'}
        // A click must not leave focus behind: it would keep the controls from fading.
        onMouseDown={(event) => event.preventDefault()}
        onFocus={() => onFocus(true)}
        onBlur={() => onFocus(false)}
      >
        <LockKeyhole />
        {verified && 'Verified'}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner
          side="bottom"
          align="start"
          sideOffset={10}
          collisionPadding={16}
          className={styles.positioner}
        >
          <Popover.Popup
            ref={popup}
            className={styles.panel}
            data-stage=""
            initialFocus={(openType) => (openType === 'keyboard' ? true : popup.current)}
            finalFocus={(closeType) => closeType === 'keyboard'}
          >
            <Popover.Title className={styles.title}>Safety number</Popover.Title>
            <Popover.Description className={styles.hint}>
              Read the emoji to each other, or the digits. If {peer} has the same, nobody is in between. If they differ,
              somebody is: hang up.
            </Popover.Description>
            {safety ? (
              <>
                <Numbers safety={safety} />
                <Button size="regular" tone={verified ? 'plain' : 'soft'} onClick={() => onVerified(!verified)}>
                  {verified && <Check />}
                  {verified ? 'Verified – undo' : 'Mark as verified'}
                </Button>
              </>
            ) : (
              <p className={styles.hint}>Working it out…</p>
            )}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}

function Numbers({ safety }: { safety: SafetyNumber }) {
  return (
    <>
      <ol className={styles.emoji} aria-label="Emoji">
        {safety.emoji.map(({ symbol, name }, place) => (
          // The same emoji may occur twice; its position identifies it.
          // biome-ignore lint/suspicious/noArrayIndexKey: a place never moves.
          <li key={place}>
            <span aria-hidden="true">{symbol}</span>
            {name}
          </li>
        ))}
      </ol>
      <ol className={styles.digits} aria-label="Digits">
        {safety.digits.map((group, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a place never moves.
          <li key={place}>{group}</li>
        ))}
      </ol>
    </>
  )
}
