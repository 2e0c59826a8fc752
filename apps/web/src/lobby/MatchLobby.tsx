import { isWaiting, selectAccount, selectCall, selectConnection } from '@parley/client'
import { useClient } from '@parley/react'
import { MatchActions } from '@parley/ui'
import { useSelector } from 'react-redux'

/** The lobby of the match queue. */
export function MatchLobby() {
  const { lobby } = useClient()
  const account = useSelector(selectAccount)
  const connection = useSelector(selectConnection)
  const call = useSelector(selectCall)
  return (
    <MatchActions
      userId={account.status === 'known' ? account.userId : ''}
      waiting={isWaiting(call)}
      queue={isWaiting(call) && call.kind === 'match' ? call.waiting : null}
      online={connection.status === 'online'}
      onReady={lobby.meet}
      onStop={lobby.stop}
    />
  )
}
