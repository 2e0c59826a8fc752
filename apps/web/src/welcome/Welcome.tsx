import { selectAccount, selectConnection } from '@parley/client'
import { isGuest } from '@parley/protocol'
import { useClient } from '@parley/react'
import { WelcomeScreen } from '@parley/ui'
import { useState } from 'react'
import { useSelector } from 'react-redux'
import { problemOf } from '../views/idProblem.ts'
import { useAvailability } from './useAvailability.ts'

/** The first visit, and every one after which the ID could not be had. */
export function Welcome({ onRecover }: { onRecover(): void }) {
  const { claim } = useClient().account
  const account = useSelector(selectAccount)
  const connection = useSelector(selectConnection)
  const claiming = account.status === 'claiming'
  const wanted = account.status === 'none' ? (account.refused ?? '') : account.userId
  // A guest who left their link, or was not let in, has no ID to mend.
  const initialId = isGuest(wanted) ? '' : wanted
  const [text, setText] = useState(initialId)
  // A refusal is about the ID that was tried; another one may be free.
  const refused = account.status === 'none' && account.refused === text
  return (
    <WelcomeScreen
      initialId={initialId}
      problem={claiming || refused ? problemOf(connection, claiming) : null}
      // Nobody has to wait for a server that is away: they may try again, or try another ID.
      pending={claiming && connection.status !== 'offline'}
      availability={useAvailability(text)}
      onChange={setText}
      onRecover={onRecover}
      onSubmit={claim}
    />
  )
}
