import { type App, createRecoveryFile, downloadText } from '@parley/client'
import { RecoveryFileDialog, type RecoveryFileState } from '@parley/ui/settings'
import { useState } from 'react'

/** A recovery file for the own ID, while this is shown. */
export function MakeRecoveryFile({ app, onDone }: { app: App; onDone(): void }) {
  const [state, setState] = useState<RecoveryFileState>({ step: 'idle' })
  async function make(passphrase: string): Promise<void> {
    setState({ step: 'working' })
    try {
      const { fileName, text } = await createRecoveryFile(app, passphrase)
      downloadText(fileName, text)
      setState({ step: 'done', fileName })
    } catch {
      setState({ step: 'failed' })
    }
  }
  return <RecoveryFileDialog state={state} onMake={(passphrase) => void make(passphrase)} onClose={onDone} />
}
