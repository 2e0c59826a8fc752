import { isWaiting, selectAccount, selectCall, selectConnection } from '@parley/client'
import { isGuest } from '@parley/protocol'
import { useClient } from '@parley/react'
import { LinkActions } from '@parley/ui'
import { useMemo, useState } from 'react'
import { useSelector } from 'react-redux'
import { encode } from 'uqr'
import { problemOf } from '../views/idProblem.ts'
import { type Entry, shareLink, urlOf } from './entry.ts'
import { useNewLink } from './useNewLink.ts'

interface LinkLobbyProps {
  entry: Extract<Entry, { kind: 'link' }>
  gone: boolean
  checking: boolean
}

/** The lobby of a call link, to join it under the own ID or as a guest. */
export function LinkLobby({ entry, gone, checking }: LinkLobbyProps) {
  const { lobby } = useClient()
  const account = useSelector(selectAccount)
  const connection = useSelector(selectConnection)
  const waiting = isWaiting(useSelector(selectCall))
  const [name, setName] = useState(lobby.guestName)
  const [tried, setTried] = useState(false)
  const makeLink = useNewLink()
  const userId = account.status === 'known' && !isGuest(account.userId) ? account.userId : null
  const url = urlOf(entry)
  const qr = useMemo(() => encode(url, { ecc: 'M', border: 0 }).data, [url])
  const refused = connection.status === 'refused'

  async function joinAs(called: string): Promise<void> {
    setName(called)
    setTried(true)
    await lobby.joinLinkAs(entry.link, called)
  }
  return (
    <LinkActions
      url={url}
      qr={qr}
      onShare={() => shareLink(entry.link)}
      waiting={waiting}
      userId={userId}
      name={name}
      problem={tried && refused ? problemOf(connection, true) : null}
      gone={gone}
      checking={checking}
      onJoin={(called) => {
        if (called === null) lobby.joinLink(entry.link)
        else void joinAs(called)
      }}
      onLeave={lobby.stop}
      onNewLink={userId === null ? null : makeLink}
    />
  )
}
