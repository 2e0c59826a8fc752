import {
  type ConnectionState,
  endDismissed,
  selectCall,
  selectConnection,
  selectHistory,
  startOutgoingCall,
} from '@parley/call'
import { HomeScreen } from '@parley/ui'
import { useState } from 'react'
import { useDispatch, useSelector } from 'react-redux'
import { idGivenUp } from '../account/accountSlice.ts'
import { selectPeople } from '../people/peopleSlice.ts'
import { invitedTo, shareInvite } from './invite.ts'
import { usePeople } from './usePeople.ts'

const linkOf = ({ status }: ConnectionState) => (status === 'online' || status === 'connecting' ? status : 'offline')

/** Between calls: who is online, and whom to call. */
export function Home({ userId, onSettings }: { userId: string; onSettings(): void }) {
  const call = useSelector(selectCall)
  const connection = useSelector(selectConnection)
  const recents = useSelector(selectHistory)
  const { ring } = useSelector(selectPeople)
  const { people, total, loaded, query, setQuery } = usePeople()
  const [dialText] = useState(() => invitedTo())
  const dispatch = useDispatch()
  return (
    <HomeScreen
      me={{ userId, link: linkOf(connection), ring }}
      people={people}
      total={total}
      loaded={loaded}
      query={query}
      onQuery={setQuery}
      recents={recents}
      notice={call.status === 'IDLE' ? call.lastEnd : null}
      onDismissNotice={() => dispatch(endDismissed())}
      dialText={dialText}
      onCall={(callee, media) => dispatch(startOutgoingCall({ callee, media }))}
      onSettings={onSettings}
      onChangeId={() => dispatch(idGivenUp())}
      onShare={() => shareInvite(userId)}
    />
  )
}
