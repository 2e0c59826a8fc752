import {
  type AccountState,
  type CallState,
  isWaiting,
  type ServerConnection,
  selectAccount,
  selectCall,
  selectConnection,
} from '@parley/client'
import { isGuest } from '@parley/protocol'
import { useClient } from '@parley/react'
import { calledWords, OutdatedScreen, type PageSubject, pageTitle, ReplacedScreen } from '@parley/ui'
import { useDeferredValue, useEffect } from 'react'
import { useSelector } from 'react-redux'
import { whenIdle } from '../browser/whenIdle.ts'
import { useCallLayer } from '../call/useCallLayer.ts'
import { useCodesEntry } from '../codes/useCodesEntry.ts'
import { Home } from '../home/Home.tsx'
import { useDeviceInvite } from '../linking/useDeviceInvite.ts'
import { useEntry } from '../lobby/useEntry.ts'
import { Welcome } from '../welcome/Welcome.tsx'
import { LazyScreen } from './LazyScreen.tsx'
import type { LazyScreens } from './lazyScreens.tsx'
import { useScreen } from './useScreen.ts'

export interface AppShellProps {
  screens: LazyScreens
}

const callScreens = { OUTGOING: 'outgoing', INCOMING: 'incoming', IN_CALL: 'inCall' } as const

/** True for a guest, who has an ID only for the call link they opened. */
const isGuestAccount = (account: AccountState): boolean => account.status === 'known' && isGuest(account.userId)

function subjectOf(call: CallState): PageSubject {
  if (call.status === 'IDLE') return { screen: 'home' }
  if (isWaiting(call)) return { screen: 'waiting' }
  const name = call.status === 'IN_CALL' ? call.name : undefined
  return { screen: callScreens[call.status], peer: calledWords(call.peer, name) }
}

/** Shows the screen that fits the state: welcome, home, or a call. */
export function AppShell({ screens }: AppShellProps) {
  const account = useSelector(selectAccount)
  const call = useSelector(selectCall)
  const connection = useSelector(selectConnection)
  const entry = useEntry()
  const callLayer = useCallLayer(screens.calls, entry !== null)

  const { account: owner } = useClient()
  const straysAsGuest = isGuestAccount(account) && entry === null && call.status === 'IDLE'
  useEffect(() => {
    if (straysAsGuest) owner.giveUp()
  }, [straysAsGuest, owner])

  const title = pageTitle(subjectOf(call))
  useEffect(() => {
    document.title = title
  }, [title])

  // The screens of a call stay even if the server refuses or replaces this device. While a reloaded page loads the code
  // of its call, home is not shown.
  const deferred = useDeferredValue(call)
  // The screen below stays until an answered call is drawn over it.
  const drawn = call.status === 'IN_CALL' ? deferred : call
  const dials = drawn.status === 'OUTGOING' && drawn.kind !== 'code'
  const onStage = drawn.status === 'IN_CALL' || ((dials || entry !== null) && callLayer !== undefined)
  return (
    <>
      {!onStage && <Ground account={account} connection={connection} screens={screens} />}
      {callLayer}
    </>
  )
}

interface GroundProps extends AppShellProps {
  account: AccountState
  connection: ServerConnection
}

/** The screens outside of calls. */
function Ground({ account, connection, screens }: GroundProps) {
  const { takePlaceBack } = useClient().account
  const { invite, dismiss } = useDeviceInvite()
  const codes = useCodesEntry()
  if (invite) return <LazyScreen load={screens.join} props={{ invite, onDone: dismiss }} onFailed={dismiss} />
  if (codes.entry) {
    return (
      <LazyScreen load={screens.codes} props={{ entry: codes.entry, onBack: codes.leave }} onFailed={codes.leave} />
    )
  }
  if (connection.status === 'refused' && connection.code === 'unsupportedVersion') {
    return <OutdatedScreen onReload={() => location.reload()} />
  }
  if (account.status !== 'known' || isGuestAccount(account)) return <Outside screens={screens} />
  if (connection.status === 'replaced') return <ReplacedScreen onUseHere={takePlaceBack} />
  return <Inside userId={account.userId} screens={screens} />
}

/** The screens without an ID: to choose one, or to recover one. */
function Outside({ screens }: AppShellProps) {
  const { open, enter, leave } = useScreen()
  if (open) return <LazyScreen load={screens.recover} props={{ onBack: leave }} onFailed={leave} />
  return <Welcome onRecover={enter} />
}

/** The screens with an ID: home and settings. */
function Inside({ userId, screens }: AppShellProps & { userId: string }) {
  const { open, enter, leave } = useScreen()
  // Loads the settings early, so that they open even while the server is away.
  useEffect(() => whenIdle(() => void screens.settings().catch(() => undefined)), [screens])
  if (open) return <LazyScreen load={screens.settings} props={{ userId, onBack: leave }} onFailed={leave} />
  return <Home userId={userId} onSettings={enter} />
}
