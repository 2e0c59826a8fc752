import { useState } from 'react'
import { Button } from '../shared/Button.tsx'
import { ModalDialog } from '../shared/ModalDialog.tsx'
import { Note } from '../shared/Note.tsx'
import type { DeviceItem } from '../types/settings.ts'
import { idWords } from '../words/idWords.ts'
import { deviceName, removalWords } from '../words/settingsWords.ts'
import styles from './Dialogs.module.css'

export type RemoveDeviceDialogProps = {
  device: DeviceItem
  /** True if no other device or file can act as this ID or recover it. */
  last: boolean
  onRemove(): Promise<boolean> | boolean
  onRecoveryFile(): void
  onClose(): void
}

/** Asks before a device is removed, with a warning for the last one. It closes by itself after success. */
export function RemoveDeviceDialog({ device, last, onRemove, onRecoveryFile, onClose }: RemoveDeviceDialogProps) {
  const [state, setState] = useState<'asking' | 'working' | 'failed'>('asking')
  const remove = async () => {
    if (state === 'working') return
    setState('working')
    // To the person, a removal that throws is the same as a refused one.
    const done = await Promise.resolve()
      .then(onRemove)
      .catch(() => false)
    if (done) onClose()
    else setState('failed')
  }
  const button = (words: string) => (
    <Button tone="end" aria-disabled={state === 'working'} onClick={() => void remove()}>
      {state === 'working' ? 'Removing…' : words}
    </Button>
  )
  return (
    <ModalDialog alert title={`Remove ${deviceName(device)}?`} onClose={onClose}>
      <p>{removalWords(device)}</p>
      {last && (
        <Note tone="end">
          Nothing else holds this ID: no other device and no recovery file. Without one the ID is lost for ever, for you
          and for everybody.
        </Note>
      )}
      {state === 'failed' && (
        <p role="alert" className={styles.problem}>
          {idWords('failed')}
        </p>
      )}
      <div className={styles.answers}>
        <Button onClick={() => onClose()}>Cancel</Button>
        {last ? (
          <Button tone="call" onClick={() => onRecoveryFile()}>
            Make a recovery file
          </Button>
        ) : (
          button('Remove')
        )}
      </div>
      {last && <div className={styles.apart}>{button('Remove it and lose the ID')}</div>}
    </ModalDialog>
  )
}
