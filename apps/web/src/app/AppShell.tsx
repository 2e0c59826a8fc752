import { type CallState, isWaiting, type ServerConnection, selectCall, selectConnection } from '@parley/call'
import { type AccountState, idGivenUp, selectAccount } from '@parley/client'
import { type CallLink, isGuest } from '@parley/protocol'
import { calledWords, type PageSubject, pageTitle, ReplacedScreen } from '@parley/ui'
import { useDeferredValue, useEffect } from 'react'
import { useDispatch, useSelector } from 'react-redux'
import { whenIdle } from '../browser/whenIdle.ts'
import { type LoadCalls, useCallLayer } from '../call/useCallLayer.ts'
import { useCodesDoor } from '../codes/useCodesEntry.ts'
import { Home } from '../home/Home.tsx'
import { useDeviceInvite } from '../linking/useDeviceInvite.ts'
import { useDoor } from '../lobby/useEntry.ts'
import type { IsOwn } from '../welcome/useAvailability.ts'
import { Welcome } from '../welcome/Welcome.tsx'
import { Room } from './Room.tsx'
import type { Rooms } from './rooms.tsx'
import { useRoom } from './useRoom.ts'

export interface AppShellProps {
  loadCalls: LoadCalls
  rooms: Rooms
  isOwn: IsOwn
  /** Takes this device's place back from another tab. */
  onUseHere(): void
  /** Makes a call link; null if it could not be made. */
  onNewLink(): Promise<CallLink | null>
}

const screens = { OUTGOING: 'outgoing', INCOMING: 'incoming', IN_CALL: 'inCall' } as const

/** A guest is one at the link they came by, and nowhere else. */
const isGuestAccount = (account: AccountState): boolean => account.status === 'known' && isGuest(account.userId)

function subjectOf(call: CallState): PageSubject {
  if (call.status === 'IDLE') return { screen: 'home' }
  if (isWaiting(call)) return { screen: 'waiting' }
  const name = call.status === 'IN_CALL' ? call.name : undefined
  return { screen: screens[call.status], peer: calledWords(call.peer, name) }
}

/** Which screen is shown: welcome, home, or a call on its stage. */
export function AppShell({ loadCalls, ...ground }: AppShellProps) {
  const account = useSelector(selectAccount)
  const call = useSelector(selectCall)
  const connection = useSelector(selectConnection)
  const door = useDoor()
  const callLayer = useCallLayer(loadCalls, door !== null)

  const dispatch = useDispatch()
  const straysAsGuest = isGuestAccount(account) && door === null && call.status === 'IDLE'
  useEffect(() => {
    if (straysAsGuest) dispatch(idGivenUp())
  }, [straysAsGuest, dispatch])

  const title = pageTitle(subjectOf(call))
  useEffect(() => {
    document.title = title
  }, [title])

  // A call outlives whatever the server thinks of this device meanwhile: its screens and its media stay. Home is not
  // shown for the moment that a reloaded page needs to get the code of its call.
  const deferred = useDeferredValue(call)
  // Until the call is drawn over it.
  const drawn = call.status === 'IN_CALL' ? deferred : call
  const dials = drawn.status === 'OUTGOING' && drawn.kind !== 'code'
  const onStage = drawn.status === 'IN_CALL' || ((dials || door !== null) && callLayer !== undefined)
  return (
    <>
      {!onStage && <Ground account={account} connection={connection} {...ground} />}
      {callLayer}
    </>
  )
}

interface GroundProps extends Omit<AppShellProps, 'loadCalls'> {
  account: AccountState
  connection: ServerConnection
}

/** What lies under calls: where the person is between them. */
function Ground({ account, connection, rooms, isOwn, onUseHere, onNewLink }: GroundProps) {
  const { invite, dismiss } = useDeviceInvite()
  const codes = useCodesDoor()
  if (invite) return <Room load={rooms.join} props={{ invite, onDone: dismiss }} onFailed={dismiss} />
  if (codes.door) {
    return <Room load={rooms.codes} props={{ door: codes.door, onBack: codes.leave }} onFailed={codes.leave} />
  }
  if (account.status !== 'known' || isGuestAccount(account)) return <Outside rooms={rooms} isOwn={isOwn} />
  if (connection.status === 'replaced') return <ReplacedScreen onUseHere={onUseHere} />
  return <Inside userId={account.userId} rooms={rooms} onNewLink={onNewLink} />
}

/** Without an ID: choosing one, or getting one back. */
function Outside({ rooms, isOwn }: { rooms: Rooms; isOwn: IsOwn }) {
  const { open, enter, leave } = useRoom()
  if (open) return <Room load={rooms.recover} props={{ onBack: leave }} onFailed={leave} />
  return <Welcome isOwn={isOwn} onRecover={enter} />
}

/** With an ID: home and its settings. */
function Inside({ userId, rooms, onNewLink }: { userId: string } & Pick<AppShellProps, 'rooms' | 'onNewLink'>) {
  const { open, enter, leave } = useRoom()
  // So that they are there when the server is not.
  useEffect(() => whenIdle(() => void rooms.settings().catch(() => undefined)), [rooms])
  if (open) return <Room load={rooms.settings} props={{ userId, onBack: leave }} onFailed={leave} />
  return <Home userId={userId} onSettings={enter} onNewLink={onNewLink} />
}
