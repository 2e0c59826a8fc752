import { endCall, selectConnection } from '@parley/call'
import { type AppDispatch, selectAccount, selectWaiting, wait } from '@parley/client'
import { MatchActions } from '@parley/ui'
import { useDispatch, useSelector } from 'react-redux'

/** Being ready for whoever else is. */
export function MatchDoor({ lobby }: { lobby: string }) {
  const account = useSelector(selectAccount)
  const connection = useSelector(selectConnection)
  const waiting = useSelector(selectWaiting)
  const dispatch = useDispatch<AppDispatch>()
  return (
    <MatchActions
      userId={account.status === 'known' ? account.userId : ''}
      waiting={waiting !== null}
      queue={waiting?.kind === 'match' ? waiting.waiting : null}
      online={connection.status === 'online'}
      onReady={() => dispatch(wait({ kind: 'match' }, lobby))}
      onStop={() => {
        if (waiting) dispatch(endCall({ callId: waiting.callId }))
      }}
    />
  )
}
