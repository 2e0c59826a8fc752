import { selectConnection } from '@parley/call'
import { isGuest } from '@parley/protocol'
import { WelcomeScreen } from '@parley/ui'
import { useState } from 'react'
import { useDispatch, useSelector } from 'react-redux'
import { idClaimed, selectAccount } from './accountSlice.ts'
import { problemOf } from './problemOf.ts'
import { type IsOwn, useAvailability } from './useAvailability.ts'

/** The first visit, and every one after which the ID could not be had. */
export function Welcome({ isOwn, onRecover }: { isOwn: IsOwn; onRecover(): void }) {
  const account = useSelector(selectAccount)
  const connection = useSelector(selectConnection)
  const dispatch = useDispatch()
  const claiming = account.status === 'claiming'
  // A guest who left their link is one no more in a moment.
  const initialId = account.status === 'none' ? (account.refused ?? '') : isGuest(account.userId) ? '' : account.userId
  const [text, setText] = useState(initialId)
  // A refusal is about the ID that was tried; another one may be free.
  const refused = account.status === 'none' && account.refused === text
  return (
    <WelcomeScreen
      initialId={initialId}
      problem={claiming || refused ? problemOf(connection, claiming) : null}
      // Nobody has to wait for a server that is away: they may try again, or try another ID.
      pending={claiming && connection.status !== 'offline'}
      availability={useAvailability(text, isOwn)}
      onChange={setText}
      onRecover={onRecover}
      onSubmit={(id) => dispatch(idClaimed(id))}
    />
  )
}
