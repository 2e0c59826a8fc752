import { type ConnectionState, selectConnection } from '@parley/call'
import { type IdProblem, WelcomeScreen } from '@parley/ui'
import { useState } from 'react'
import { useDispatch, useSelector } from 'react-redux'
import { idClaimed, selectAccount } from './accountSlice.ts'
import { type IsOwn, useAvailability } from './useAvailability.ts'

/** What stands between the person and their ID, if anything. */
function problemOf(connection: ConnectionState, claiming: boolean): IdProblem | null {
  // WebCrypto is for secure contexts only, and without keys there is no ID.
  if (globalThis.isSecureContext === false) return 'insecure'
  if (connection.status === 'offline' && claiming) return 'unreachable'
  if (connection.status !== 'refused') return null
  switch (connection.code) {
    case 'idTaken':
      return 'taken'
    case 'unsupportedVersion':
      return 'outdated'
    case 'deviceRemoved':
    case 'proofWrong':
    case 'proofOld':
    case 'proofReplayed':
    case 'proofForeign':
    case 'tooMany':
      return connection.code
    default:
      return 'failed'
  }
}

/** The first visit, and every one after which the ID could not be had. */
export function Welcome({ isOwn, onRecover }: { isOwn: IsOwn; onRecover(): void }) {
  const account = useSelector(selectAccount)
  const connection = useSelector(selectConnection)
  const dispatch = useDispatch()
  const claiming = account.status === 'claiming'
  const initialId = account.status === 'none' ? (account.refused ?? '') : account.userId
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
