import { type ConnectionState, selectCall, selectConnection } from '@parley/call'
import { type PageSubject, pageTitle, ReplacedScreen } from '@parley/ui'
import { useEffect } from 'react'
import { useSelector } from 'react-redux'
import { type AccountState, selectAccount } from '../account/accountSlice.ts'
import { Welcome } from '../account/Welcome.tsx'
import { type LoadCalls, useCallLayer } from '../call/useCallLayer.ts'
import { Home } from '../home/Home.tsx'

export interface AppShellProps {
  loadCalls: LoadCalls
  /** Takes this device's place back from another tab. */
  onUseHere(): void
}

const screens = { OUTGOING: 'outgoing', INCOMING: 'incoming', IN_CALL: 'inCall' } as const

/** Which screen is shown: welcome, home, or a call on its stage. */
export function AppShell({ loadCalls, onUseHere }: AppShellProps) {
  const account = useSelector(selectAccount)
  const call = useSelector(selectCall)
  const connection = useSelector(selectConnection)
  const callLayer = useCallLayer(loadCalls)

  const subject: PageSubject =
    call.status === 'IDLE' ? { screen: 'home' } : { screen: screens[call.status], peer: call.peer }
  const title = pageTitle(subject)
  useEffect(() => {
    document.title = title
  }, [title])

  // A call outlives whatever the server thinks of this device meanwhile: its screens and its media stay.
  const onStage = (call.status === 'OUTGOING' || call.status === 'IN_CALL') && callLayer !== undefined
  return (
    <>
      {!onStage && <Ground account={account} connection={connection} onUseHere={onUseHere} />}
      {callLayer}
    </>
  )
}

interface GroundProps {
  account: AccountState
  connection: ConnectionState
  onUseHere(): void
}

/** What lies under calls: where the person is between them. */
function Ground({ account, connection, onUseHere }: GroundProps) {
  if (account.status !== 'known') return <Welcome />
  if (connection.status === 'replaced') return <ReplacedScreen onUseHere={onUseHere} />
  return <Home userId={account.userId} />
}
