import { endCall, selectConnection } from '@parley/call'
import type { CallEngine } from '@parley/client'
import { type AppDispatch, isString, selectAccount, selectWaiting, wait } from '@parley/client'
import { isGuest } from '@parley/protocol'
import { LinkActions } from '@parley/ui'
import { useEffect, useMemo, useState } from 'react'
import { useDispatch, useSelector } from 'react-redux'
import { encode } from 'uqr'
import { problemOf } from '../views/idProblem.ts'
import { type Door, shareLink, urlOf } from './entry.ts'
import { useNewLink } from './useNewLink.ts'

const NAME_KEY = 'parley.guestName'

interface LinkDoorProps {
  door: Extract<Door, { kind: 'link' }>
  gone: boolean
  engine: CallEngine
  lobby: string
}

/** At a call link: joining it, as oneself or as a guest. */
export function LinkDoor({ door, gone, engine, lobby }: LinkDoorProps) {
  const { account: owner, local, newLink } = engine
  const account = useSelector(selectAccount)
  const connection = useSelector(selectConnection)
  const waiting = useSelector(selectWaiting)?.callId ?? null
  const dispatch = useDispatch<AppDispatch>()
  const [name, setName] = useState(() => local.read(NAME_KEY, isString) ?? '')
  const [tried, setTried] = useState(false)
  const userId = account.status === 'known' && !isGuest(account.userId) ? account.userId : null
  const url = urlOf(door)
  const qr = useMemo(() => encode(url, { ecc: 'M', border: 0 }).data, [url])
  const refused = connection.status === 'refused'

  // Who is not let in as a guest waits for nothing.
  useEffect(() => {
    if (refused && waiting !== null) dispatch(endCall({ callId: waiting }))
  }, [refused, waiting, dispatch])

  async function joinAsGuest(called: string): Promise<void> {
    setName(called)
    setTried(true)
    local.write(NAME_KEY, called)
    if (account.status === 'none' || refused) await owner.beGuest()
    dispatch(wait({ kind: 'link', link: door.link, name: called }, lobby))
  }
  const makeLink = useNewLink(newLink)
  return (
    <LinkActions
      url={url}
      qr={qr}
      onShare={() => shareLink(door.link)}
      waiting={waiting !== null}
      userId={userId}
      name={name}
      problem={tried && refused ? problemOf(connection, true) : null}
      gone={gone}
      onJoin={(called) => {
        if (called === null) dispatch(wait({ kind: 'link', link: door.link, name: null }, lobby))
        else void joinAsGuest(called)
      }}
      onLeave={() => {
        if (waiting !== null) dispatch(endCall({ callId: waiting }))
      }}
      onNewLink={userId === null ? null : makeLink}
    />
  )
}
