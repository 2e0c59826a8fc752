import { type DeviceInvite, type Devices, type JoiningState, selectAccount } from '@parley/client'
import { sameUser } from '@parley/protocol'
import { JoinScreen, type JoinState } from '@parley/ui/settings'
import { useEffect, useRef, useState } from 'react'
import { useSelector } from 'react-redux'

interface JoinProps {
  devices: Pick<Devices, 'join'>
  invite: DeviceInvite
  onDone(): void
}

/** The screen for a browser that was opened by a device link. */
export function Join({ devices, invite, onDone }: JoinProps) {
  const [state, setState] = useState<JoinState>({ step: 'ask', userId: invite.userId })
  const account = useSelector(selectAccount)
  // A second key for a browser that is a device of the ID already would look like another device.
  const already = state.step === 'ask' && account.status === 'known' && sameUser(account.userId, invite.userId)
  const joining = useRef<ReturnType<Devices['join']> | null>(null)
  useEffect(() => () => joining.current?.close(), [])

  function show(next: JoiningState): void {
    if (next.step === 'done') onDone()
    else setState(next)
  }
  function join(): void {
    joining.current = devices.join(invite, show)
  }
  return <JoinScreen state={already ? { step: 'failed', why: 'already' } : state} onJoin={join} onCancel={onDone} />
}
