import { selectAccount, selectConnection } from '@parley/client'
import { isGuest } from '@parley/protocol'
import { useClient } from '@parley/react'
import { WelcomeScreen } from '@parley/ui'
import { useState } from 'react'
import { useSelector } from 'react-redux'
import { problemOf } from '../views/idProblem.ts'
import { useAvailability } from './useAvailability.ts'

/** The first screen: without an ID, or after the server refused it. */
export function Welcome({ onRecover }: { onRecover(): void }) {
  const { claim } = useClient().account
  const account = useSelector(selectAccount)
  const connection = useSelector(selectConnection)
  const claiming = account.status === 'claiming'
  const wanted = account.status === 'none' ? (account.refused ?? '') : account.userId
  // A guest has not chosen their ID, so they are not asked to correct it.
  const initialId = isGuest(wanted) ? '' : wanted
  const [text, setText] = useState(initialId)
  // The refusal is about the ID that was tried; the text may be another one by now.
  const refused = account.status === 'none' && account.refused === text
  return (
    <WelcomeScreen
      initialId={initialId}
      problem={claiming || refused ? problemOf(connection, claiming) : null}
      // While the server is away, the person may try again or try another ID.
      pending={claiming && connection.status !== 'offline'}
      availability={useAvailability(text)}
      onChange={setText}
      onRecover={onRecover}
      onSubmit={claim}
    />
  )
}
