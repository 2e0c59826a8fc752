import type { Devices } from '@parley/client'
import { RecoveryFileDialog, type RecoveryFileState } from '@parley/ui/settings'
import { useState } from 'react'
import { downloadText } from '../browser/downloadText.ts'

/** The dialog that creates a recovery file for the own ID. */
export function MakeRecoveryFile({
  devices,
  onDone,
}: {
  devices: Pick<Devices, 'createRecoveryFile'>
  onDone(): void
}) {
  const [state, setState] = useState<RecoveryFileState>({ step: 'idle' })
  async function make(passphrase: string): Promise<void> {
    setState({ step: 'working' })
    try {
      const { fileName, text } = await devices.createRecoveryFile(passphrase)
      downloadText(fileName, text)
      setState({ step: 'done', fileName })
    } catch {
      setState({ step: 'failed' })
    }
  }
  return <RecoveryFileDialog state={state} onMake={(passphrase) => void make(passphrase)} onClose={onDone} />
}
