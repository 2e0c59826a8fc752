import { endDismissed, selectCall, selectConnection, selectHistory, startOutgoingCall } from '@parley/call'
import { idGivenUp, selectPeople } from '@parley/client'
import type { CallLink } from '@parley/protocol'
import { HomeScreen } from '@parley/ui'
import { useState } from 'react'
import { useDispatch, useSelector } from 'react-redux'
import { openDoor } from '../lobby/entry.ts'
import { useNewLink } from '../lobby/useNewLink.ts'
import { noticeOf } from '../views/lastCallNotice.ts'
import { serverStatusOf } from '../views/serverState.ts'
import { invitedTo, shareInvite } from './invite.ts'
import { usePeople } from './usePresence.ts'

interface HomeProps {
  userId: string
  onSettings(): void
  /** Null if it could not be made. */
  onNewLink(): Promise<CallLink | null>
}

/** Between calls: who is online, and whom to call. */
export function Home({ userId, onSettings, onNewLink }: HomeProps) {
  const call = useSelector(selectCall)
  const connection = useSelector(selectConnection)
  const recents = useSelector(selectHistory)
  const { ring } = useSelector(selectPeople)
  const { people, total, loaded, query, setQuery } = usePeople()
  const [dialText] = useState(() => invitedTo())
  const dispatch = useDispatch()
  const makeLink = useNewLink(onNewLink)
  return (
    <HomeScreen
      me={{ userId, server: serverStatusOf(connection), ring }}
      people={people}
      total={total}
      loaded={loaded}
      query={query}
      onQuery={setQuery}
      recents={recents}
      notice={call.status === 'IDLE' && call.lastEnd ? noticeOf(call.lastEnd) : null}
      onDismissNotice={() => dispatch(endDismissed())}
      dialText={dialText}
      onCall={(callee, media) => dispatch(startOutgoingCall({ callee, media }))}
      onSettings={onSettings}
      onLink={makeLink}
      onMatch={() => openDoor({ kind: 'match' })}
      onCodes={() => {
        location.hash = '#codes'
      }}
      onChangeId={() => dispatch(idGivenUp())}
      onShare={() => shareInvite(userId)}
    />
  )
}
