import { type Devices, selectAccount, selectConnection } from '@parley/client'
import { type RecoverProblem, RecoverScreen } from '@parley/ui/settings'
import { useState } from 'react'
import { useSelector } from 'react-redux'

/** The screen that recovers an ID by its recovery file. */
export function Recover({ devices, onBack }: { devices: Pick<Devices, 'recover'>; onBack(): void }) {
  const [problem, setProblem] = useState<RecoverProblem | null>(null)
  const [pending, setPending] = useState(false)
  const connection = useSelector(selectConnection)
  const account = useSelector(selectAccount)
  const refused = connection.status === 'refused' && pending && account.status === 'none' ? connection.code : null

  async function recover(file: File, passphrase: string): Promise<void> {
    setProblem(null)
    setPending(true)
    const wrong = await devices.recover(file, passphrase)
    setProblem(wrong)
    if (wrong !== null) setPending(false)
  }
  // The client goes on trying by itself; the person should know what it waits for.
  const away = pending && account.status === 'claiming' && connection.status === 'offline'
  return (
    <RecoverScreen
      problem={refused ? (refused === 'deviceRemoved' ? 'removed' : 'failed') : away ? 'unreachable' : problem}
      pending={pending && refused === null && !away}
      onRecover={(file, passphrase) =>
        void recover(file, passphrase).catch(() => {
          setProblem('failed')
          setPending(false)
        })
      }
      onBack={onBack}
    />
  )
}
