import {
  endDismissed,
  selectCall,
  selectConnection,
  selectContacts,
  selectHistory,
  startOutgoingCall,
} from '@parley/client'
import { useClient } from '@parley/react'
import { HomeScreen } from '@parley/ui'
import { useState } from 'react'
import { useDispatch, useSelector } from 'react-redux'
import { openEntry } from '../lobby/entry.ts'
import { useNewLink } from '../lobby/useNewLink.ts'
import { serverStatusOf } from '../views/serverState.ts'
import { useLastNotice } from '../views/useLastNotice.ts'
import { invitedTo, shareInvite } from './invite.ts'
import { usePresence } from './usePresence.ts'

interface HomeProps {
  userId: string
  onSettings(): void
}

/** The home screen: people online, and a field to dial. */
export function Home({ userId, onSettings }: HomeProps) {
  const { account } = useClient()
  const call = useSelector(selectCall)
  const connection = useSelector(selectConnection)
  const recents = useSelector(selectHistory)
  const { ring } = useSelector(selectContacts)
  const { people, total, loaded, query, setQuery } = usePresence()
  const [dialText] = useState(() => invitedTo())
  const notice = useLastNotice(call)
  const dispatch = useDispatch()
  const makeLink = useNewLink()
  return (
    <HomeScreen
      me={{ userId, server: serverStatusOf(connection), ring }}
      people={people}
      total={total}
      loaded={loaded}
      query={query}
      onQuery={setQuery}
      recents={recents}
      notice={notice}
      onDismissNotice={() => dispatch(endDismissed())}
      dialText={dialText}
      onCall={(callee, media) => dispatch(startOutgoingCall({ callee, media }))}
      onOpenLink={(link) => openEntry({ kind: 'link', link })}
      onSettings={onSettings}
      onLink={makeLink}
      onMatch={() => openEntry({ kind: 'match' })}
      onCodes={() => {
        location.hash = '#codes'
      }}
      onChangeId={account.giveUp}
      onShare={() => shareInvite(userId)}
    />
  )
}
